import { accessesById, accessHeads, chainLinksAfter, type Db } from "@patientcare/zoom-db";
import { readEntries } from "@patientcare/zoom-server/domain/access/chain.ts";
import { createHeadSigner, writeHead } from "@patientcare/zoom-server/domain/access/signed-head.ts";
import type { CommandConfig } from "../config.ts";
import { findIndexKeys } from "./find-index-keys.ts";

/** Writes the chained rows as JSON lines, then the heads and the public key that signed them. */
export async function exportLog(db: Db, config: CommandConfig, write: (line: string) => void): Promise<void> {
  const signer = createHeadSigner(await findIndexKeys(config));
  for (let last = 0; ; ) {
    const [link] = await chainLinksAfter(db, last, 1);
    if (!link) break;
    const entries = readEntries(link.entries);
    const rows = await accessesById(
      db,
      entries.map(({ id }) => id),
    );
    for (const [place, { id, digest }] of entries.entries()) {
      const row = rows.get(id);
      const number = link.first_number + place;
      write(JSON.stringify({ number, id, sha256: digest.toString("hex"), content: row?.content ?? null }));
    }
    last = link.last_number;
  }
  for (const { number, hash, signed_at: signedAt, key_id: keyId, signature } of await accessHeads(db))
    write(JSON.stringify({ head: writeHead({ number, hash, signedAt, keyId, signature }) }));
  write(JSON.stringify({ keyId: signer.keyId, publicKey: signer.publicKey }));
}
