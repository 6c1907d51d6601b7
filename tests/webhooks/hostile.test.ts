import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { aDelivery, ofAccount, signed } from "./deliver.ts";
import { type Inbox, openInbox } from "./open-inbox.ts";
import { openRaw, rawRequest } from "./raw-connection.ts";

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

describe("bodies that are not what they say", () => {
  test("a length beyond 64 KB is refused before anything of the body comes, and the connection ends", async () => {
    await using raw = await openRaw(inbox.app.url);
    raw.write(rawRequest({ "Content-Length": "10000000" }));
    expect(await raw.status()).toBe(413);
    await raw.ended;
  });

  test("chunks without an end are refused at 64 KB, and the connection ends", async () => {
    await using raw = await openRaw(inbox.app.url);
    raw.write(rawRequest({ "Transfer-Encoding": "chunked" }));
    const chunk = `4000\r\n${"z".repeat(0x4000)}\r\n`;
    const writing = setInterval(() => raw.write(chunk), 5);
    expect(await raw.status()).toBe(413);
    await raw.ended;
    clearInterval(writing);
  });

  test("after a body that was too large but came to its end, the connection goes on", async () => {
    await using raw = await openRaw(inbox.app.url);
    const large = Buffer.alloc(100_000, "z");
    raw.write(rawRequest({ "Content-Length": String(large.length) }, large));
    expect(await raw.status()).toBe(413);
    const body = aDelivery(ofAccount("after a large one"));
    raw.write(rawRequest({ ...signed(body), "Content-Length": String(Buffer.byteLength(body)) }, body));
    expect(await raw.status()).toBe(200);
  });

  test("a body that does not come to its end is answered with 503 before Zoom gives up, and the connection ends", async () => {
    await using raw = await openRaw(inbox.app.url);
    const body = aDelivery(ofAccount("slow"));
    raw.write(rawRequest({ ...signed(body), "Content-Length": "2000" }, body));
    expect(await raw.status()).toBe(503);
    await raw.ended;
    expect(await inbox.rowsOf("slow")).toEqual([]);
  });

  test("a body that goes on behind its length is no request", async () => {
    await using raw = await openRaw(inbox.app.url);
    const body = aDelivery(ofAccount("short"));
    raw.write(rawRequest({ ...signed(body), "Content-Length": "50" }, body));
    expect(await raw.status()).toBe(400);
    await raw.ended;
    expect(await inbox.rowsOf("short")).toEqual([]);
  });

  test("a body with two lengths, or with a length and chunks, is no request", async () => {
    const body = aDelivery(ofAccount("two lengths"));
    const length = String(Buffer.byteLength(body));
    for (const [name, value] of [
      ["content-length", "5"],
      ["Transfer-Encoding", "chunked"],
    ] as const) {
      await using raw = await openRaw(inbox.app.url);
      raw.write(rawRequest({ ...signed(body), "Content-Length": length, [name]: value }, body));
      expect(await raw.status()).toBe(400);
    }
    expect(await inbox.rowsOf("two lengths")).toEqual([]);
  });
});

test("nothing is unpacked: a bomb is refused for its signature, and one that is signed for being compressed", async () => {
  const bomb = gzipSync(Buffer.alloc(10_000_000, "z"));
  const packed = gzipSync(aDelivery(ofAccount("packed")));
  const plain = aDelivery(ofAccount("plain"));
  const encoded = { "content-encoding": "gzip" };
  const statuses = await inbox.refused(
    () => inbox.send(bomb, { ...signed("other"), ...encoded }),
    () => inbox.send(bomb, { ...signed(bomb), ...encoded }),
    () => inbox.send(packed, { ...signed(packed), ...encoded }),
    () => inbox.send(packed, signed(packed)),
    () => inbox.send(plain, { ...signed(plain), ...encoded }),
  );
  expect(statuses).toEqual([401, 400, 400, 400, 400]);
  const identity = { "content-encoding": "identity" };
  expect((await inbox.send(plain, { ...signed(plain), ...identity })).status).toBe(200);
});

test("thirty thousand lists inside one another are kept, and worked off", async () => {
  const nested = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
  const body = `{"event":"meeting.started","payload":{"account_id":"nested","object":{"id":"98765432100","uuid":"n","more":${nested}}}}`;
  expect((await inbox.send(body, signed(body))).status).toBe(200);
  await eventually(async () => {
    expect(await inbox.rowsOf("nested")).toMatchObject([{ state: "stored", tries: 0 }]);
  });
});

test("an event that is named like a property of every object is stored", async () => {
  for (const event of ["constructor", "__proto__", "toString"]) {
    const body = aDelivery({ event, ...ofAccount(`named ${event}`) });
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    await eventually(async () => {
      expect(await inbox.rowsOf(`named ${event}`)).toMatchObject([{ event, state: "stored" }]);
    });
  }
});
