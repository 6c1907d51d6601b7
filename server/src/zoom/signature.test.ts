import { expect, test } from "vitest";
import { answerUrlValidation, signWebhook, verifyWebhookSignature } from "./signature.ts";

const timestamp = "1739923528";
// Zoom escapes what lies beyond the basic plane and leaves the rest raw: parsed and printed again it differs.
const rawBody = String.raw`{"event":"meeting.started","topic":"\uD83D\uDE92 café"}`;
// Computed with openssl.
const signature = "v0=e21f11ad9a4fac035cc2205ea3233274bb874357f79f9857f9906a3b9d9f41db";
const delivery = { secrets: ["secret-one"], timestamp, rawBody, signature };

test("the signature is over the raw bytes, as text or as bytes", () => {
  expect(signWebhook("secret-one", timestamp, rawBody)).toBe(signature);
  expect(signWebhook("secret-one", timestamp, new TextEncoder().encode(rawBody))).toBe(signature);
});

test("a body that was parsed and printed again does not verify", () => {
  const reprinted = JSON.stringify(JSON.parse(rawBody));
  expect(verifyWebhookSignature({ ...delivery, rawBody: reprinted })).toBeNull();
});

test("the secret that verified is returned, wherever it stands", () => {
  expect(verifyWebhookSignature({ ...delivery, secrets: ["secret-two", "secret-one"] })).toBe("secret-one");
  expect(verifyWebhookSignature({ ...delivery, secrets: ["secret-one", "secret-two"] })).toBe("secret-one");
});

test("without the right secret nothing verifies", () => {
  expect(verifyWebhookSignature({ ...delivery, secrets: ["secret-two"] })).toBeNull();
  expect(verifyWebhookSignature({ ...delivery, secrets: [] })).toBeNull();
});

test("an empty secret verifies nothing, though anybody can sign with it", () => {
  const forged = signWebhook("", timestamp, rawBody);
  expect(verifyWebhookSignature({ ...delivery, secrets: [""], signature: forged })).toBeNull();
});

test.each([
  "",
  "v0=",
  signature.toUpperCase(),
  signature.replace("v0", "v1"),
  signature.slice(0, -1),
  `${signature}0`,
  `${signature}\n`,
  ` ${signature}`,
  signature.replace("v0=", ""),
])("the header %j is refused", (header) => {
  expect(verifyWebhookSignature({ ...delivery, signature: header })).toBeNull();
});

test("every flipped bit of the body, the timestamp or the signature is noticed", () => {
  const bytes = Buffer.from(rawBody);
  for (const [text, verify] of [
    [bytes, (changed: Buffer) => verifyWebhookSignature({ ...delivery, rawBody: changed })],
    [
      Buffer.from(timestamp),
      (changed: Buffer) => verifyWebhookSignature({ ...delivery, timestamp: changed.toString("latin1") }),
    ],
    [
      Buffer.from(signature),
      (changed: Buffer) => verifyWebhookSignature({ ...delivery, signature: changed.toString("latin1") }),
    ],
  ] as const) {
    for (let bit = 0; bit < text.length * 8; bit += 1) {
      const changed = Buffer.from(text);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(verify(changed)).toBeNull();
    }
  }
});

test("bytes cannot move from the body into the timestamp", () => {
  const moved = signWebhook("secret-one", "1739923528", "1:body");
  expect(signWebhook("secret-one", "1739923528:1", "body")).toBe(moved);
  expect(
    verifyWebhookSignature({ ...delivery, timestamp: "1739923528:1", rawBody: "body", signature: moved }),
  ).toBeNull();
});

test("a URL validation is answered with its token, encrypted", () => {
  expect(answerUrlValidation("secret-one", "qgg8vlvZRS6UYooatFL8Aw")).toEqual({
    plainToken: "qgg8vlvZRS6UYooatFL8Aw",
    // Computed with openssl.
    encryptedToken: "2b5b8ef7c1c56125672a3fca1e3bd3aa31bbc43986af756188e40ce985a9f64e",
  });
});

test.each([
  "",
  "short",
  "x".repeat(65),
  'v0:1739923528:{"event":"meeting.ended"}',
  "qgg8vlvZRS6UYooatFL8Aw\n",
])("the text %j is not signed", (plainToken) => {
  expect(answerUrlValidation("secret-one", plainToken)).toBeNull();
});
