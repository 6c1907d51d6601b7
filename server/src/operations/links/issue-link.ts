import { createHash, randomBytes } from "node:crypto";
import { type Db, type Encrypted, insertLink, liveLink } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";

const tokenBytes = 16;

/** How a token is looked up: the database never holds it in clear. */
export const hashOfToken = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The shape of our tokens: 128 random bits in base64url. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text);

/** A link that was issued, as it is handed out. */
export const urlOfLink = (
  { encryption, publicUrl }: Pick<Deps, "encryption" | "publicUrl">,
  link: { id: string; token: Encrypted },
): string => urlOf(publicUrl, encryption.decrypt(tokenPlaceOf(link.id), link.token));

const tokenPlaceOf = (id: string) => ({ record: "join_links", column: "token", id });
const urlOf = (publicUrl: string, token: string) => `${publicUrl}/j/${token}`;

/** The participant's link: the live one, or a new one where there is none. */
export async function issueLink(
  deps: Pick<Deps, "encryption" | "publicUrl">,
  db: Db,
  participant: { id: string; meeting_id: string },
): Promise<{ id: string; url: string }> {
  for (;;) {
    const live = await liveLink(db, participant.id);
    if (live) return { id: live.id, url: urlOfLink(deps, live) };
    const id = newId();
    const token = randomBytes(tokenBytes).toString("base64url");
    const issued = await insertLink(db, {
      id,
      meeting_id: participant.meeting_id,
      participant_id: participant.id,
      token_hash: hashOfToken(token),
      token: deps.encryption.encrypt(tokenPlaceOf(id), token),
    });
    if (issued) return { id, url: urlOf(deps.publicUrl, token) };
  }
}
