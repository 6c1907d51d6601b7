import { createPrivateKey, createPublicKey, hash, hkdfSync, type KeyObject, sign, verify } from "node:crypto";

/** The chain up to a number, at a time. */
interface Head {
  number: number;
  hash: Buffer;
  signedAt: Date;
}

export interface SignedHead extends Head {
  keyId: string;
  signature: Buffer;
}

/** Signs heads of the access log, and tells its own signatures. */
export interface HeadSigner {
  keyId: string;
  /** The public key as PEM: who has it can check heads, and make none. */
  publicKey: string;
  sign(head: Head): SignedHead;
  /** Null for a head of another key. */
  verify(head: SignedHead): boolean | null;
}

// An Ed25519 key as PKCS #8, before its 32 secret bytes (RFC 8410).
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The keys are derived from those of the index: the first signs, and each tells its own heads. When the index key changes, heads
 * under the new one prove the older rows too.
 */
export function createHeadSigner(indexKeys: readonly Buffer[]): HeadSigner {
  const [current, ...others] = indexKeys.map(createSigner);
  if (!current) throw new Error("DATA_INDEX_KEY holds no key");
  const all = [current, ...others];
  return {
    ...current,
    verify: (head) => all.find(({ keyId }) => keyId === head.keyId)?.verify(head) ?? null,
  };
}

function createSigner(indexKey: Buffer): HeadSigner {
  const secret = Buffer.from(hkdfSync("sha256", indexKey, "", "access-log-head", 32));
  const key = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, secret]),
    format: "der",
    type: "pkcs8",
  });
  const publicKey = createPublicKey(key);
  const keyId = idOf(publicKey);
  return {
    keyId,
    publicKey: publicKey.export({ format: "pem", type: "spki" }).toString(),
    sign: (head) => ({ ...head, keyId, signature: sign(null, textOf(head), key) }),
    verify: (head) => (head.keyId === keyId ? verify(null, textOf(head), publicKey, head.signature) : null),
  };
}

const idOf = (key: KeyObject) =>
  hash("sha256", key.export({ format: "der", type: "spki" }), "hex").slice(0, 16);

const textOf = ({ number, hash: bytes, signedAt }: Head) =>
  Buffer.from(
    ["patientcare-zoom access log", number, bytes.toString("hex"), signedAt.toISOString()].join("\n"),
  );

/** A head in one word, as the service's log has it. */
export const writeHead = ({ number, hash: bytes, signedAt, keyId, signature }: SignedHead): string =>
  [number, signedAt.getTime(), bytes.toString("base64url"), keyId, signature.toString("base64url")].join(".");

/** Undefined for a word that is no head. */
export function readHead(word: string): SignedHead | undefined {
  const parts = /^(\d{1,15})\.(\d{1,15})\.([\w-]{43})\.([0-9a-f]{16})\.([\w-]{86})$/.exec(word);
  if (!parts) return undefined;
  const [, number = "", signedAt = "", bytes = "", keyId = "", signature = ""] = parts;
  return {
    number: Number(number),
    signedAt: new Date(Number(signedAt)),
    hash: Buffer.from(bytes, "base64url"),
    keyId,
    signature: Buffer.from(signature, "base64url"),
  };
}
