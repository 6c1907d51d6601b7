import {
  type Db,
  findPerson,
  findPersonByEmailHash,
  findPersonByExternalId,
  insertPerson,
  isOneOf,
  type KnownPersonRow,
  type PersonKey,
  type Sealed,
  updatePerson,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { newId } from "../../new-id.ts";

export interface IncomingPerson {
  id?: string;
  name?: string;
  email?: string;
}

/**
 * The person's row: found by the platform's id, else by e-mail, else made. The platform's message brings name and
 * e-mail up to date; anybody else's name is taken only where none is known, or they would rename people for all.
 */
export async function upsertPerson(
  deps: Deps,
  db: Db,
  incoming: IncomingPerson,
  by: "platform" | "caller",
): Promise<string> {
  const known = await findKnownPerson(deps, db, incoming);
  if (known) {
    const renames = by === "platform" || known.name === null;
    await updateKnown(deps, db, known, renames ? incoming : { ...incoming, name: undefined });
    return known.id;
  }
  const id = newId();
  const fresh = deps.encryption.newPersonKey();
  const person = {
    id,
    external_id: incoming.id ?? null,
    email_hash: incoming.email ? deps.encryption.emailHash(incoming.email) : null,
    email: sealed(deps, fresh.key, id, "email", incoming.email),
    name: sealed(deps, fresh.key, id, "name", incoming.name),
  };
  const made = await insertPerson(db, person, fresh);
  if (made) return id;
  const other = await findKnownPerson(deps, db, incoming);
  if (!other) throw new Error("A person could neither be made nor found");
  return other.id;
}

export async function hasEmail(
  { encryption }: Deps,
  db: Db,
  personId: string,
  email: string,
): Promise<boolean> {
  const { email_hash } = await findPerson(db, personId);
  return isOneOf(encryption.emailHashes(email), email_hash);
}

/** The person whom the platform means, as far as we know them. */
export async function findKnownPerson(
  { encryption }: Pick<Deps, "encryption">,
  db: Db,
  incoming: IncomingPerson,
): Promise<KnownPersonRow | undefined> {
  if (incoming.id !== undefined) return findPersonByExternalId(db, incoming.id);
  return incoming.email === undefined
    ? undefined
    : findPersonByEmailHash(db, encryption.emailHashes(incoming.email));
}

async function updateKnown(
  deps: Deps,
  db: Db,
  known: KnownPersonRow,
  incoming: IncomingPerson,
): Promise<void> {
  const { encryption } = deps;
  const read = (column: "name" | "email") => {
    const value = known[column];
    return value && encryption.unseal({ record: "persons", column, id: known.id }, value);
  };
  const email = incoming.email !== undefined && incoming.email !== read("email") ? incoming.email : undefined;
  const name = incoming.name !== undefined && incoming.name !== read("name") ? incoming.name : undefined;
  if ((email === undefined && name === undefined) || known.key === null) return;
  await updatePerson(db, known.id, {
    ...(email !== undefined && {
      email: sealed(deps, known.key, known.id, "email", email),
      email_hash: encryption.emailHash(email),
    }),
    ...(name !== undefined && { name: sealed(deps, known.key, known.id, "name", name) }),
  });
}

const sealed = (
  { encryption }: Deps,
  key: PersonKey,
  id: string,
  column: string,
  text: string | undefined,
): Sealed | null =>
  text === undefined ? null : encryption.seal(key, { record: "persons", column, id }, text);
