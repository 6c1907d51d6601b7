export type Attack = {
  name: string;
  /** The bytes of one request. */
  request: string;
  /** Whether the attacker takes the answers; those that are not read wait at the service. */
  reads: boolean;
};

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What strangers without a token can ask for as fast as they can. */
export const attacks: readonly Attack[] = [
  { name: "the largest asset, read", request: get("/docs/swagger-ui-bundle.js"), reads: true },
  { name: "the largest asset, not read", request: get("/docs/swagger-ui-bundle.js"), reads: false },
  { name: "/readyz", request: get("/readyz"), reads: true },
  { name: "links that are not known", request: get("/j/AAAAAAAAAAAAAAAAAAAAAA"), reads: true },
  {
    name: "calls without a token",
    request: post("/trpc/meetings.get", `{"json":{"meetingId":"${"x".repeat(2_000)}"}}`),
    reads: true,
  },
  {
    name: "deliveries without a signature",
    request: post("/api/zoom/webhook", `{"event":"${"x".repeat(60_000)}"}`),
    reads: true,
  },
];
