import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { createZoomClient, isZoomError } from "@patientcare/zoom-sdk";
import superjson from "superjson";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { openStandIn } from "./open-stand-in.ts";

const begin = (response: ServerResponse, headers: Record<string, string> = {}) => {
  response.writeHead(200, { "content-type": "text/event-stream", ...headers });
  response.write("event: connected\ndata: {}\n\n");
};
const tell = (response: ServerResponse, id: string) =>
  response.write(`data: ${JSON.stringify(superjson.serialize({ id, at: new Date(0) }))}\nid: ${id}\n\n`);
const refuse = (
  response: ServerResponse,
  status: number,
  reason?: string,
  headers: Record<string, string> = {},
) => {
  const data = { code: "X", httpStatus: status, reason };
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(reason ? JSON.stringify({ error: { json: { message: "No", code: -1, data } } }) : "upstream");
};
const lastEventIdIn = ({ body }: { body: string }) => JSON.parse(body).json.lastEventId;

/** Follows until so many events came, or until it is refused. */
async function follow(
  url: string,
  count: number,
  token: string | (() => string) = "a-token",
  ids: string[] = [],
) {
  for await (const event of createZoomClient({ baseUrl: url, token }).lifecycle.events()) {
    expect(event.at).toBeInstanceOf(Date);
    ids.push(event.id);
    if (ids.length === count) break;
  }
  return ids;
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.fail("It went on"),
    (error) => error,
  );

test("it goes on behind the last event after an end, a break and trouble, with a new token each time", async () => {
  const ids: string[] = [];
  const answers: ((response: ServerResponse) => void)[] = [
    (response) => begin(response, { "last-event-id": "start" }) ?? response.end(),
    (response) => response.destroy(),
    (response) => {
      begin(response);
      tell(response, "one");
      response.write("data: half of");
      void eventually(() => expect(ids).toEqual(["one"])).then(() => response.destroy());
    },
    (response) => refuse(response, 503, "SERVICE_UNAVAILABLE", { "retry-after": "0" }),
    (response) => refuse(response, 502),
    (response) => refuse(response, 401, "UNAUTHENTICATED"),
    (response) => {
      begin(response);
      const data = { code: "X", httpStatus: 503, reason: "SERVICE_UNAVAILABLE" };
      const error = JSON.stringify(superjson.serialize({ message: "Away", code: -1, data }));
      response.end(`event: serialized-error\ndata: ${error}\n\n`);
    },
    (response) => {
      begin(response);
      tell(response, "two");
    },
  ];
  const { url, seen } = await openStandIn((response) => answers.shift()?.(response));
  let tokens = 0;
  expect(await follow(url, 2, () => `token-${++tokens}`, ids)).toEqual(["one", "two"]);
  expect(seen.map(lastEventIdIn)).toEqual([undefined, "start", "start", "one", "one", "one", "one", "one"]);
  expect(new Set(seen.map(({ authorization }) => authorization)).size).toBe(8);
});

test("too many calls are waited out as long as the service asks", async () => {
  const times: number[] = [];
  const { url } = await openStandIn((response) => {
    times.push(performance.now());
    if (times.length === 1) return refuse(response, 429, "RATE_LIMITED", { "retry-after": "1" });
    begin(response);
    tell(response, "one");
  });
  await follow(url, 1);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(990);
});

test.each([
  [403, "FORBIDDEN"],
  [404, "MEETING_NOT_FOUND"],
  [400, "VALIDATION_ERROR"],
] as const)("a refusal that would come again is thrown: %i", async (status, reason) => {
  const { url, seen } = await openStandIn((response) => refuse(response, status, reason));
  const failure = await failureOf(follow(url, 1));
  expect(isZoomError(failure, reason) && failure.data?.httpStatus).toBe(status);
  expect(seen).toHaveLength(1);
});

test("a token that is refused is asked for once more where it may be another, and then no more", async () => {
  const { url, seen } = await openStandIn((response) => refuse(response, 401, "UNAUTHENTICATED"));
  expect(isZoomError(await failureOf(follow(url, 1)), "UNAUTHENTICATED")).toBe(true);
  expect(seen).toHaveLength(1);
  expect(isZoomError(await failureOf(follow(url, 1, () => randomUUID())), "UNAUTHENTICATED")).toBe(true);
  expect(seen).toHaveLength(3);
});

test("an answer of somebody else's at the first connection is said to be one", async () => {
  const { url } = await openStandIn((response) => response.end("<h1>Welcome to the proxy</h1>"));
  expect(isZoomError(await failureOf(follow(url, 1)), "NETWORK_ERROR")).toBe(true);
});

test("calling it off ends the iteration, also while nothing comes or nobody answers", async () => {
  const { url } = await openStandIn((response) => {
    begin(response);
    tell(response, "one");
  });
  for (const [baseUrl, attempts, expected] of [
    [url, 1, ["one"]],
    ["http://127.0.0.1:1", 2, []],
  ] as const) {
    const stop = new AbortController();
    const ids: string[] = [];
    let connections = 0;
    const token = () => `token-${++connections}`;
    const following = (async () => {
      const zoom = createZoomClient({ baseUrl, token });
      for await (const event of zoom.lifecycle.events({}, { signal: stop.signal })) ids.push(event.id);
      return "ended";
    })();
    await eventually(() => expect({ ids, connections }).toEqual({ ids: expected, connections: attempts }));
    stop.abort();
    expect(await following).toBe("ended");
    expect(ids).toEqual(expected);
  }
});
