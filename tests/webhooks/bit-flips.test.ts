import { afterAll, beforeAll, expect, test } from "vitest";
import { sizeOf } from "../support/size.ts";
import { aDelivery, signed } from "./deliver.ts";
import { type Inbox, openInbox } from "./open-inbox.ts";
import { openRaw, rawRequest } from "./raw-connection.ts";

const atOnce = 16;

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

function flipped(bytes: Buffer, bit: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return copy;
}

/** Every bit of the text, in the request's bytes. */
function bitsOf(text: string | Buffer, request: Buffer): number[] {
  const from = request.indexOf(text);
  return Array.from({ length: Buffer.byteLength(text) * 8 }, (_, bit) => from * 8 + bit);
}

/** Sends the request with each of the bits flipped, over as few connections as the server lets it. */
async function statusesOf(request: Buffer, bits: readonly number[]): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  const left = [...bits];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      let raw = await openRaw(inbox.app.url);
      for (let bit = left.pop(); bit !== undefined; bit = left.pop()) {
        raw.write(flipped(request, bit));
        const status = await raw.status();
        // The connection had ended with the answer before: this one was not heard yet.
        if (status === 0) left.push(bit);
        else counts.set(status, (counts.get(status) ?? 0) + 1);
        if (status !== 401) raw = await openRaw(inbox.app.url);
      }
      await raw[Symbol.asyncDispose]();
    }),
  );
  return counts;
}

test("a signed request in which any single bit of body, signature or timestamp is flipped is refused", {
  timeout: sizeOf({ full: 300_000, everyday: 30_000 }),
}, async () => {
  const body = Buffer.from(aDelivery({ filling: "z".repeat(1_800) }));
  const headers = signed(body);
  const request = rawRequest({ ...headers, "Content-Length": String(body.length) }, body);
  const before = (await inbox.rows()).length;

  const bodyBits = bitsOf(body, request);
  const count = sizeOf({ full: bodyBits.length, everyday: 400 });
  const chosen = Array.from(
    { length: count },
    (_, n) => bodyBits[Math.floor((n * bodyBits.length) / count)] ?? 0,
  );
  expect(await statusesOf(request, chosen)).toEqual(new Map([[401, count]]));

  // Some of these bytes no header may hold: Node refuses them before we see the request.
  const headerBits = [
    ...bitsOf(headers["x-zm-signature"] ?? "", request),
    ...bitsOf(headers["x-zm-request-timestamp"] ?? "", request),
  ];
  expect(headerBits).toHaveLength((67 + 10) * 8);
  const statuses = await statusesOf(request, headerBits);
  expect([...statuses.keys()].sort()).toEqual([400, 401]);
  expect((statuses.get(400) ?? 0) + (statuses.get(401) ?? 0)).toBe(headerBits.length);
  expect(bodyBits.length + headerBits.length).toBeGreaterThan(16_000);
  expect((await inbox.rows()).length).toBe(before);

  await using raw = await openRaw(inbox.app.url);
  raw.write(request);
  expect(await raw.status()).toBe(200);
});
