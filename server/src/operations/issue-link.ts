import { createHash, randomBytes } from "node:crypto";
import { type Db, insertLink, liveLink } from "@patientcare/zoom-db";
import { v7 as uuidv7 } from "uuid";
import type { Deps } from "../deps.ts";

const tokenBytes = 16;

/** How a token is looked up: the database never holds it in clear. */
export const hashOfToken = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The shape of our tokens: 128 random bits in base64url. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text);

/** The participant's link: the live one, or a new one where there is none. */
export async function issueLink(
  { encryption, publicUrl }: Pick<Deps, "encryption" | "publicUrl">,
  db: Db,
  participant: { id: string; meeting_id: string },
): Promise<{ id: string; url: string }> {
  const place = (id: string) => ({ record: "join_links", column: "token", id });
  const urlOf = (token: string) => `${publicUrl}/j/${token}`;
  for (;;) {
    const live = await liveLink(db, participant.id);
    if (live) return { id: live.id, url: urlOf(encryption.decrypt(place(live.id), live.token)) };
    const id = uuidv7();
    const token = randomBytes(tokenBytes).toString("base64url");
    const issued = await insertLink(db, {
      id,
      meeting_id: participant.meeting_id,
      participant_id: participant.id,
      token_hash: hashOfToken(token),
      token: encryption.encrypt(place(id), token),
    });
    if (issued) return { id, url: urlOf(token) };
  }
}
