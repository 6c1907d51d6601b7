import { createHmac } from "node:crypto";

export type Sender = {
  host: string;
  secret: string;
  /** Keeps the deliveries of one load apart from those of another. */
  run: string;
};

const firstZoomId = 90_000_000_000;
const zoomIds = 100_000;

/** The bytes of one HTTP request of Zoom's, signed now: somebody joins. Each number makes another one. */
export const signedDelivery = (sender: Sender, number: number): Buffer =>
  signedRequest(sender, bodyOf(sender.run, number), `${sender.run}-${number}`);

/** The bytes of one HTTP request of Zoom's with this body, signed now. */
export function signedRequest(
  { host, secret }: Pick<Sender, "host" | "secret">,
  content: string,
  requestId: string,
): Buffer {
  const body = Buffer.from(content);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex");
  const head = [
    "POST /api/zoom/webhook HTTP/1.1",
    `Host: ${host}`,
    "User-Agent: Zoom Marketplace/1.0a",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${body.byteLength}`,
    "Accept-Encoding: gzip",
    "ClientId: bench",
    `x-zm-request-timestamp: ${timestamp}`,
    `x-zm-signature: v0=${digest}`,
    `x-zm-trackingid: v=2.0;clid=bench;rid=${requestId}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

const bodyOf = (run: string, number: number): string =>
  JSON.stringify({
    event: "meeting.participant_joined",
    event_ts: 1_800_000_000_000 + number,
    payload: {
      account_id: "VjZoEArIT5y-HlWxkV-tVA",
      object: {
        id: String(firstZoomId + (number % zoomIds)),
        uuid: `${run}${number}==`,
        host_id: "x1yCzABCDEfg23HiJKl4mN",
        topic: "Online visit · bench-0123456789ABCDEF",
        type: 2,
        start_time: "2030-05-07T10:00:00Z",
        timezone: "Europe/Berlin",
        duration: 30,
        participant: {
          user_id: String(16_778_240 + number),
          user_name: "Jill Chill",
          id: "",
          participant_uuid: `55555AAAiAAAAA${number}`,
          join_time: "2030-05-07T10:00:51Z",
          email: "jchill@example.com",
          registrant_id: "abcdefghij0-klmnopq23456",
          participant_user_id: "iFxeBPYun6SAiWUzBcEkX",
        },
      },
    },
  });
