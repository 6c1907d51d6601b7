import fc from "fast-check";
import { expect, test } from "vitest";
import { createEncryption } from "../../encryption.ts";
import { createEventIds } from "./event-ids.ts";

const key = { id: "k1", secret: Buffer.alloc(32, 1) };
const idsUnder = (...indexKeys: number[]) =>
  createEventIds(
    createEncryption(
      [key],
      indexKeys.map((one) => Buffer.alloc(32, one)),
    ),
  );
const ids = idsUnder(2);

const positions = fc.record({
  epoch: fc.stringMatching(/^[0-9a-f]{12}$/),
  xid: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String),
  id: fc.uuid(),
});
const position = { epoch: "0123456789ab", xid: "12345", id: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77" };

test("every position is read as it was written, and the same one has one id on every replica", () => {
  fc.assert(
    fc.property(positions, (one) => {
      const text = ids.write(one);
      expect(text).toMatch(/^[A-Za-z0-9_-]{78}$/);
      expect(ids.read(text)).toEqual(one);
      expect(idsUnder(2).write(one)).toBe(text);
    }),
  );
});

test("ids of neighbours have nothing in common, and sort like random ones", () => {
  const written = Array.from({ length: 200 }, (_, index) =>
    ids.write({ ...position, xid: `${10_000 + index}` }),
  );
  expect(new Set(written.map((text) => text.slice(0, 4))).size).toBeGreaterThan(190);
  expect(new Set(written.map((text) => text.slice(-4))).size).toBeGreaterThan(190);
  const rising = written.filter((text, index) => index > 0 && text > (written[index - 1] ?? "")).length;
  expect(rising).toBeGreaterThan(60);
  expect(rising).toBeLessThan(140);
});

test("an id with any bit changed, cut off, longer, or under another key is none", () => {
  const text = ids.write(position);
  const bytes = Buffer.from(text, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(ids.read(changed.toString("base64url"))).toBeNull();
  }
  for (const other of ["", "x", text.slice(1), `${text}x`, `${text}=`, ` ${text}`, text.toUpperCase()])
    expect([other, ids.read(other)]).toEqual([other, null]);
  expect(idsUnder(3).read(text)).toBeNull();
});

test("while the index key is changed, ids under the one before are read, and new ones are under the new key", () => {
  const changing = idsUnder(3, 2);
  expect(changing.read(ids.write(position))).toEqual(position);
  expect(changing.write(position)).toBe(idsUnder(3).write(position));
});
