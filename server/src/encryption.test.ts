import { randomBytes } from "node:crypto";
import type { Encrypted } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { createEncryption } from "./encryption.ts";

const oldKey = { id: "k1", secret: randomBytes(32) };
const newKey = { id: "k2", secret: randomBytes(32) };
const indexKey = randomBytes(32);
const place = { record: "zoom_meetings", column: "join_url", id: "018f0000-0000-7000-8000-000000000001" };
const text = "https://zoom.us/j/123?pwd=päss·wörd 🩺";

test.each(["", "a", text, "x".repeat(100_000)])("what was encrypted decrypts: %#", (plain) => {
  const encryption = createEncryption([oldKey], [indexKey]);
  expect(encryption.decrypt(place, encryption.encrypt(place, plain))).toBe(plain);
});

test.each([
  ["another record", { ...place, record: "persons" }],
  ["another column", { ...place, column: "host_url" }],
  ["another id", { ...place, id: "018f0000-0000-7000-8000-000000000002" }],
])("a value that is moved to %s does not decrypt", (_, elsewhere) => {
  const encryption = createEncryption([oldKey], [indexKey]);
  expect(() => encryption.decrypt(elsewhere, encryption.encrypt(place, text))).toThrow();
});

test("a value with one flipped bit does not decrypt, whichever it is", () => {
  const encryption = createEncryption([oldKey], [indexKey]);
  const [keyId, body = ""] = encryption.encrypt(place, "short").split(".");
  const bytes = Buffer.from(body, "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const value = `${keyId}.${altered.toString("base64url")}` as Encrypted;
    expect(() => encryption.decrypt(place, value)).toThrow();
  }
});

test("a value that is cut short or longer does not decrypt", () => {
  const encryption = createEncryption([oldKey], [indexKey]);
  const value = encryption.encrypt(place, text);
  const bytes = Buffer.from(value.slice(3), "base64url");
  for (let length = 0; length < bytes.length; length += 1) {
    const cut = `k1.${bytes.subarray(0, length).toString("base64url")}` as Encrypted;
    expect(() => encryption.decrypt(place, cut)).toThrow();
  }
  const longer = `k1.${Buffer.concat([bytes, Buffer.alloc(1)]).toString("base64url")}` as Encrypted;
  expect(() => encryption.decrypt(place, longer)).toThrow();
});

test("a value under another key's name does not decrypt, nor does plain text", () => {
  const encryption = createEncryption([oldKey, { id: "k2", secret: oldKey.secret }], [indexKey]);
  const value = encryption.encrypt(place, text);
  expect(() => encryption.decrypt(place, value.replace("k1.", "k2.") as Encrypted)).toThrow();
  for (const plain of ["", ".", "k1.", "k1", text]) {
    expect(() => encryption.decrypt(place, plain as Encrypted)).toThrow();
  }
});

test("a value whose key is not known says which key is missing, and nothing of the value", () => {
  const value = createEncryption([oldKey], [indexKey]).encrypt(place, text);
  expect(() => createEncryption([newKey], [indexKey]).decrypt(place, value)).toThrow(
    'No key "k1" in DATA_ENCRYPTION_KEYS for zoom_meetings.join_url',
  );
});

test("after a rotation the old key decrypts and the new one encrypts", () => {
  const before = createEncryption([oldKey], [indexKey]);
  const after = createEncryption([newKey, oldKey], [indexKey]);
  expect(after.decrypt(place, before.encrypt(place, text))).toBe(text);
  const value = after.encrypt(place, text);
  expect(value).toMatch(/^k2\./);
  expect(() => before.decrypt(place, value)).toThrow();
  expect(after.emailHash("a@b.example")).toEqual(before.emailHash("a@b.example"));
});

test("a nonce never comes twice, and equal texts look different", () => {
  const encryption = createEncryption([oldKey], [indexKey]);
  const values = Array.from({ length: 20_000 }, () => encryption.encrypt(place, "same"));
  const nonces = values.map((value) =>
    Buffer.from(value.slice(3), "base64url").subarray(0, 12).toString("hex"),
  );
  expect(new Set(nonces).size).toBe(values.length);
});

test("nothing of the text shows in the value", () => {
  const value = createEncryption([oldKey], [indexKey]).encrypt(place, "canary-text");
  expect(Buffer.from(value.slice(3), "base64url").toString("latin1")).not.toContain("canary");
});

test("e-mails hash alike in any case, and apart under another index key", () => {
  const { emailHash } = createEncryption([oldKey], [indexKey]);
  expect(emailHash("Ada@Clinic.Example")).toEqual(emailHash("ada@clinic.example"));
  expect(emailHash("ada@clinic.example")).not.toEqual(emailHash("grace@clinic.example"));
  const other = createEncryption([oldKey], [randomBytes(32)]);
  expect(other.emailHash("ada@clinic.example")).not.toEqual(emailHash("ada@clinic.example"));
});

test("without a key nothing starts", () => {
  expect(() => createEncryption([], [indexKey])).toThrow("DATA_ENCRYPTION_KEYS holds no key");
});

test("a keyed hash depends on its text, its purpose and the index key, and on nothing else", () => {
  const hashOf = (purpose: "rate-limit" | "idempotency-key", given: string, key = indexKey) =>
    createEncryption([oldKey], [key]).keyedHash(purpose, given).toString("hex");
  expect(hashOf("rate-limit", "a@b.example")).toMatch(/^[0-9a-f]{64}$/);
  expect(createEncryption([newKey], [indexKey]).keyedHash("rate-limit", "a").toString("hex")).toBe(
    hashOf("rate-limit", "a"),
  );
  const hashes = [
    hashOf("rate-limit", "a@b.example"),
    hashOf("rate-limit", "A@b.example"),
    hashOf("idempotency-key", "a@b.example"),
    hashOf("rate-limit", "a@b.example", randomBytes(32)),
    createEncryption([oldKey], [indexKey]).emailHash("a@b.example").toString("hex"),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});
