import { forgetIndexKeys, hashedEmails, replaceEmailHash } from "@patientcare/zoom-db";
import type { PrivacyDeps } from "./privacy-deps.ts";

const rowsAtOnce = 500;
const noId = "00000000-0000-0000-0000-000000000000";

export interface IndexRotation {
  /** Addresses that are found by the first key now and were not before. */
  changed: number;
  /** Addresses whose own key is not at hand. */
  unreadable: number;
  /** How many index keys the service can start without from here on. */
  idle: number;
}

/**
 * Hashes every address with the first key of DATA_INDEX_KEY, each by compare-and-set on the hash that was read. `keyId`: the
 * name of that key, as the database knows it.
 */
export async function rotateIndexKey({ db, encryption }: PrivacyDeps, keyId: string): Promise<IndexRotation> {
  const rotation: IndexRotation = { changed: 0, unreadable: 0, idle: 0 };
  for (let afterId = noId, isMore = true; isMore; ) {
    const rows = await hashedEmails(db, { afterId, limit: rowsAtOnce });
    for (const { id, email, email_hash } of rows) {
      const address = readable(() => encryption.unseal({ record: "persons", column: "email", id }, email));
      if (address === null) rotation.unreadable += 1;
      const after = address === null ? email_hash : encryption.emailHash(address);
      if (!after.equals(email_hash) && (await replaceEmailHash(db, { id, before: email_hash, after })))
        rotation.changed += 1;
    }
    afterId = rows.at(-1)?.id ?? afterId;
    isMore = rows.length === rowsAtOnce;
  }
  if (rotation.unreadable === 0) rotation.idle = await forgetIndexKeys(db, keyId);
  return rotation;
}

function readable(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
