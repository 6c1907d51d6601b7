import {
  type Db,
  type Encrypted,
  findPerson,
  findPersonByEmailHash,
  findPersonByExternalId,
  insertPerson,
  type PersonRow,
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
  const made = await insertPerson(db, {
    id,
    external_id: incoming.id ?? null,
    email_hash: incoming.email ? deps.encryption.emailHash(incoming.email) : null,
    email: encrypted(deps, id, "email", incoming.email),
    name: encrypted(deps, id, "name", incoming.name),
  });
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
  return email_hash?.equals(encryption.emailHash(email)) ?? false;
}

/** The person whom the platform means, as far as we know them. */
export async function findKnownPerson(
  { encryption }: Pick<Deps, "encryption">,
  db: Db,
  incoming: IncomingPerson,
): Promise<PersonRow | undefined> {
  if (incoming.id !== undefined) return findPersonByExternalId(db, incoming.id);
  return incoming.email === undefined
    ? undefined
    : findPersonByEmailHash(db, encryption.emailHash(incoming.email));
}

async function updateKnown(deps: Deps, db: Db, known: PersonRow, incoming: IncomingPerson): Promise<void> {
  const { encryption } = deps;
  const read = (column: "name" | "email") => {
    const value = known[column];
    return value && encryption.decrypt({ record: "persons", column, id: known.id }, value);
  };
  const email = incoming.email !== undefined && incoming.email !== read("email") ? incoming.email : undefined;
  const name = incoming.name !== undefined && incoming.name !== read("name") ? incoming.name : undefined;
  if (email === undefined && name === undefined) return;
  await updatePerson(db, known.id, {
    ...(email !== undefined && {
      email: encrypted(deps, known.id, "email", email),
      email_hash: encryption.emailHash(email),
    }),
    ...(name !== undefined && { name: encrypted(deps, known.id, "name", name) }),
  });
}

const encrypted = (deps: Deps, id: string, column: string, text: string | undefined): Encrypted | null =>
  text === undefined ? null : deps.encryption.encrypt({ record: "persons", column, id }, text);
