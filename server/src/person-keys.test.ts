import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { PersonKey, Readable } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { createEncryption, UnknownKey, wrappedPlaceOf } from "./encryption.ts";

const first = { id: "k1", secret: randomBytes(32) };
const second = { id: "k2", secret: randomBytes(32) };
const indexKey = randomBytes(32);
const encryption = createEncryption([first], [indexKey]);

/** As the database gives it: with the wrapped key behind it. */
const withKey = (sealed: string, key: PersonKey) =>
  `${sealed}~${key.slice(key.indexOf("~") + 1)}` as Readable;
const aPlace = () => ({ record: "persons", column: "name", id: randomUUID() });
const aValue = (text: string) => {
  const { key, wrapped, keyId } = encryption.newPersonKey();
  const place = aPlace();
  return { text, key, wrapped, keyId, place, value: withKey(encryption.seal(key, place, text), key) };
};

test("what is sealed opens with its person's key, and without the key it is gone", () => {
  const { place, value, text } = aValue("Zoë Ünal");
  expect(encryption.unseal(place, value)).toBe(text);
  expect(encryption.unseal(place, value.slice(0, value.indexOf("~")) as Readable)).toBeNull();
});

test("what a key opened once does not open without the key afterwards", () => {
  const { place, value } = aValue("cached");
  encryption.unseal(place, value);
  expect(encryption.unseal(place, value.slice(0, value.indexOf("~")) as Readable)).toBeNull();
});

test("12 000 flips, swaps and cuts of sealed values and of wrapped keys open nothing", () => {
  const values = Array.from({ length: 60 }, (_, number) => aValue(`Person ${number}`));
  const texts = new Set(values.map(({ text }) => text));
  const open = (place: { record: string; column: string; id: string }, value: string): string | null => {
    try {
      return encryption.unseal(place, value as Readable);
    } catch {
      return null;
    }
  };
  let tried = 0;
  const expectNothing = (place: Parameters<typeof open>[0], value: string) => {
    tried += 1;
    expect(open(place, value)).toBeNull();
  };
  for (const { place, value, keyId } of values) {
    for (let round = 0; round < 100; round += 1) {
      const at = randomInt(value.length);
      // A name of another key is as good as a flipped bit; characters that decode to the same bits are none.
      expectNothing(place, flipped(value, at));
      expectNothing(place, value.slice(0, keyId.length + 1 + randomInt(20)));
    }
  }
  for (const one of values) {
    for (const other of values) {
      if (one === other) continue;
      const sealed = one.value.slice(0, one.value.indexOf("~"));
      expectNothing(other.place, one.value);
      expectNothing(one.place, withKey(sealed, other.key));
    }
    expectNothing({ ...one.place, column: "email" }, one.value);
    expectNothing({ ...one.place, record: "participants" }, one.value);
  }
  expect(tried).toBeGreaterThan(12_000);
  for (const { place, value } of values) expect(texts).toContain(open(place, value));
});

/** With one bit of the character at this place changed, in a way that changes what it decodes to. */
function flipped(value: string, at: number): string {
  const character = value.charAt(at);
  const others = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"];
  const index = others.indexOf(character);
  // The highest of the six bits always counts.
  const other = index < 0 ? "x" : (others[index ^ 32] ?? "x");
  return value.slice(0, at) + other + value.slice(at + 1);
}

test("a person's key goes under another key of the deployment, and what it sealed stays as it is", () => {
  const { place, value, wrapped, keyId, text } = aValue("Ada");
  const rotating = createEncryption([second, first], [indexKey]);
  const rewrapped = rotating.encryptAnew(wrappedPlaceOf(keyId), wrapped);
  if (rewrapped === null) throw new Error("It is under the first key already");
  expect(rewrapped).toMatch(/^k2\./);
  expect(rotating.encryptAnew(wrappedPlaceOf(keyId), rewrapped)).toBeNull();
  const sealed = value.slice(0, value.indexOf("~"));
  const after = createEncryption([second], [indexKey]);
  expect(after.unseal(place, `${sealed}~${rewrapped}` as Readable)).toBe(text);
  expect(() => after.unseal(place, value)).toThrow(UnknownKey);
  expect(after.unknownKeys()).toEqual(["k1"]);
});

test("two persons never share a key, and equal texts look different", () => {
  const keys = Array.from({ length: 2_000 }, () => encryption.newPersonKey());
  expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(keys.length);
  expect(new Set(keys.map(({ wrapped }) => wrapped)).size).toBe(keys.length);
  expect(keys.every(({ keyId }) => /^@[A-Za-z0-9_-]{22}$/.test(keyId))).toBe(true);
});
