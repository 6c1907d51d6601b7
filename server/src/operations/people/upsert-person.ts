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

export interface PersonSaid {
  id?: string;
  name?: string;
  email?: string;
}

/**
 * The person's row: found by the platform's id, else by e-mail, else made. The platform's word brings name and
 * e-mail up to date; anybody else's name is taken only where none is known, or they would rename people for all.
 */
export async function rememberPerson(
  deps: Deps,
  db: Db,
  said: PersonSaid,
  by: "platform" | "caller",
): Promise<string> {
  const known = await findSaid(deps, db, said);
  if (known) {
    const renames = by === "platform" || known.name === null;
    await updateSaid(deps, db, known, renames ? said : { ...said, name: undefined });
    return known.id;
  }
  const id = newId();
  const made = await insertPerson(db, {
    id,
    external_id: said.id ?? null,
    email_hash: said.email ? deps.encryption.emailHash(said.email) : null,
    email: encrypted(deps, id, "email", said.email),
    name: encrypted(deps, id, "name", said.name),
  });
  if (made) return id;
  const other = await findSaid(deps, db, said);
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

async function findSaid({ encryption }: Deps, db: Db, said: PersonSaid): Promise<PersonRow | undefined> {
  if (said.id !== undefined) return findPersonByExternalId(db, said.id);
  return said.email === undefined ? undefined : findPersonByEmailHash(db, encryption.emailHash(said.email));
}

async function updateSaid(deps: Deps, db: Db, known: PersonRow, said: PersonSaid): Promise<void> {
  const { encryption } = deps;
  const read = (column: "name" | "email") => {
    const value = known[column];
    return value && encryption.decrypt({ record: "persons", column, id: known.id }, value);
  };
  const email = said.email !== undefined && said.email !== read("email") ? said.email : undefined;
  const name = said.name !== undefined && said.name !== read("name") ? said.name : undefined;
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
