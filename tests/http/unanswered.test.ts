import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { maxUnanswered } from "@patientcare/zoom-server/http/bound-unanswered.ts";
import { type Listening, listen } from "@patientcare/zoom-server/http/listen.ts";
import { expect, onTestFinished, test } from "vitest";
import { openApp } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { aDelivery, deliver, signed } from "../webhooks/deliver.ts";
import { openRaw } from "../webhooks/raw-connection.ts";

const isFull = sizeOf({ full: 1, everyday: 0 }) === 1;
const variables = { port: "PORT", host: "HOST" };
const asset = "/docs/swagger-ui-bundle.js";
const requestStart = "http.server.request.start";
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

async function openServer(listener: Parameters<typeof listen>[0]): Promise<Listening & { url: string }> {
  const server = await listen(listener, { port: 0, host: "127.0.0.1", variables });
  onTestFinished(server.drain);
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

test.each([
  ["wait for their answers", () => {}],
  ["are answered at once", (outgoing: ServerResponse) => outgoing.end("ok")],
])(
  "of 400 requests in one write that %s no more than 16 are begun, and the connection ends",
  async (_, answer) => {
    let begun = 0;
    const server = await openServer((_incoming, outgoing) => {
      begun++;
      answer(outgoing);
    });
    let read = 0;
    const count = () => {
      read++;
    };
    subscribe(requestStart, count);
    onTestFinished(() => void unsubscribe(requestStart, count));
    await using stranger = await openRaw(server.url);
    stranger.write(get(asset).repeat(400));
    await stranger.ended;
    expect(begun).toBe(maxUnanswered);
    // Node does not go through the others either.
    expect(read).toBe(maxUnanswered + 1);
  },
);

test("as many requests as are allowed are answered in their order, and the connection goes on", async () => {
  const server = await openServer((incoming, outgoing) => {
    const delayMs = incoming.url === "/0" ? 50 : 0;
    setTimeout(
      () => outgoing.writeHead(Number(incoming.url?.slice(1)) + 200, { "Content-Length": 0 }).end(),
      delayMs,
    );
  });
  await using client = await openRaw(server.url);
  for (let round = 0; round < 3; round++) {
    const numbers = Array.from({ length: maxUnanswered }, (_, number) => number);
    client.write(numbers.map((number) => get(`/${number}`)).join(""));
    for (const number of numbers) expect(await client.status()).toBe(200 + number);
  }
});

test("a signed delivery is answered while two strangers pipeline as much as a connection takes", async () => {
  await using app = await openApp();
  const flood = async () => {
    await using stranger = await openRaw(app.url);
    stranger.write(get("/readyz").repeat(1_500));
    await stranger.ended;
  };
  const floods = [flood(), flood()];
  const body = aDelivery();
  expect((await deliver(app.url, body, signed(body))).status).toBe(200);
  await Promise.all(floods);
});

test("answers that nobody reads share the bytes of an asset", async () => {
  await using app = await openApp({ DOCS: "on" });
  const size = (await (await fetch(`${app.url}${asset}`)).arrayBuffer()).byteLength;
  const before = process.memoryUsage().arrayBuffers;
  const sockets = Array.from({ length: 20 }, () =>
    connect(Number(new URL(app.url).port), "127.0.0.1").pause(),
  );
  for (const socket of sockets) {
    await once(socket, "connect");
    socket.write(get(asset).repeat(maxUnanswered));
  }
  // All are begun once this one, which came after them, is answered.
  await (await fetch(`${app.url}/readyz`)).text();
  const held = process.memoryUsage().arrayBuffers - before;
  for (const socket of sockets) socket.destroy();
  expect(held).toBeLessThan(10 * size);
});

test.skipIf(!isFull)(
  "an answer that nobody reads ends within 90 seconds",
  async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const server = await openServer((_incoming, outgoing) => {
      outgoing.once("close", resolve).end(Buffer.alloc(50_000_000));
    });
    const socket = connect(server.port, "127.0.0.1").pause();
    await once(socket, "connect");
    const begun = performance.now();
    socket.write(get("/"));
    await closed;
    expect(performance.now() - begun).toBeLessThan(90_000);
    socket.destroy();
  },
  120_000,
);
