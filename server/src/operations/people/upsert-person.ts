import {
  type Db,
  findPerson,
  findPersonByEmailHash,
  findPersonByExternalId,
  insertPerson,
  type KnownPersonRow,
  moveEmailHash,
  type PersonKey,
  type Sealed,
  updatePerson,
} from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { foldedName } from "../../domain/appointment/compare-people.ts";
import { newId } from "../../new-id.ts";
import type { BookedPerson } from "./said-with-booking.ts";

export interface IncomingPerson {
  id?: string;
  name?: string;
  email?: string;
}

type By = "platform" | "caller";

/**
 * The person of a booking: found by the platform's id, else by e-mail and name, else made. Of somebody with an id only the
 * platform says name and address, and they stand for its bookings that leave them out; what a caller says belongs to the
 * caller's booking alone, or anybody could rename people, redirect their mail, or have an id answered with a name.
 */
export async function upsertPerson(
  deps: Deps,
  db: Db,
  incoming: IncomingPerson,
  by: By,
): Promise<BookedPerson> {
  await moveToPresentKey(deps, db, incoming);
  const known = (await findKnownPerson(deps, db, incoming)) ?? (await insertOnce(deps, db, incoming, by));
  const said = { name: incoming.name, email: incoming.email };
  if (incoming.id === undefined) return { personId: known.id, ...said };
  if (by === "caller") {
    await addHashes(deps, db, known, incoming);
    return { personId: known.id, ...said };
  }
  const { name, email } = await bringUpToDate(deps, db, known, incoming);
  return { personId: known.id, name, email };
}

/** While the index key changes, all who share an address go under its present hash before another one does. */
async function moveToPresentKey({ encryption }: Deps, db: Db, { email }: IncomingPerson): Promise<void> {
  if (email === undefined || !encryption.previous) return;
  await moveEmailHash(db, encryption.previous.emailHash(email), encryption.emailHash(email));
}

/** The person who is meant, as far as we know them. */
export async function findKnownPerson(
  { encryption }: Pick<Deps, "encryption">,
  db: Db,
  { id, name, email }: IncomingPerson,
): Promise<KnownPersonRow | undefined> {
  if (id !== undefined) return findPersonByExternalId(db, id);
  if (email === undefined) return undefined;
  return findPersonByEmailHash(db, encryption.emailHashes(email), nameHashes(encryption, name));
}

async function insertOnce(deps: Deps, db: Db, incoming: IncomingPerson, by: By): Promise<KnownPersonRow> {
  const id = newId();
  const { encryption } = deps;
  const isKept = by === "platform" || incoming.id === undefined;
  const fresh = encryption.newPersonKey();
  const person = {
    id,
    external_id: incoming.id ?? null,
    email_hash: incoming.email === undefined ? null : encryption.emailHash(incoming.email),
    name_hash: nameHash(encryption, incoming.name),
    email: isKept ? sealed(deps, fresh.key, id, "email", incoming.email) : null,
    name: isKept ? sealed(deps, fresh.key, id, "name", incoming.name) : null,
  };
  const made = await insertPerson(db, person, fresh);
  const row = made ? await findPerson(db, id) : await findKnownPerson(deps, db, incoming);
  if (!row) throw new Error("A person could neither be made nor found");
  return row;
}

/** That two people use one address shows also where a caller said it. */
async function addHashes(
  { encryption }: Deps,
  db: Db,
  known: KnownPersonRow,
  { name, email }: IncomingPerson,
): Promise<void> {
  const change = {
    ...(known.email_hash === null && email !== undefined && { email_hash: encryption.emailHash(email) }),
    ...(known.name_hash === null && name !== undefined && { name_hash: nameHash(encryption, name) }),
  };
  if (Object.keys(change).length > 0) await updatePerson(db, known.id, change);
}

/** Returns name and address as the platform has them now. */
async function bringUpToDate(
  deps: Deps,
  db: Db,
  known: KnownPersonRow,
  incoming: IncomingPerson,
): Promise<IncomingPerson> {
  const { encryption } = deps;
  const read = (column: "name" | "email") => {
    const value = known[column];
    const place = { record: "persons", column, id: known.id };
    return (value && encryption.unseal(place, value)) ?? undefined;
  };
  const before = { name: read("name"), email: read("email") };
  const { key } = known;
  if (key === null) return incoming;
  const name = incoming.name ?? before.name;
  const email = incoming.email ?? before.email;
  const change = {
    ...(email !== undefined &&
      email !== before.email && {
        email: sealed(deps, key, known.id, "email", email),
        email_hash: encryption.emailHash(email),
      }),
    ...(name !== undefined &&
      name !== before.name && {
        name: sealed(deps, key, known.id, "name", name),
        name_hash: nameHash(encryption, name),
      }),
  };
  if (Object.keys(change).length > 0) await updatePerson(db, known.id, change);
  return { name, email };
}

const nameHash = (encryption: Deps["encryption"], name: string | undefined): Buffer | null =>
  name === undefined ? null : encryption.keyedHash("person-name", foldedName(name));

const nameHashes = (encryption: Deps["encryption"], name: string | undefined): Buffer[] | null => {
  const { previous } = encryption;
  if (name === undefined) return null;
  return [encryption, ...(previous ? [previous] : [])].map(({ keyedHash }) =>
    keyedHash("person-name", foldedName(name)),
  );
};

const sealed = (
  { encryption }: Deps,
  key: PersonKey,
  id: string,
  column: string,
  text: string | undefined,
): Sealed | null =>
  text === undefined ? null : encryption.seal(key, { record: "persons", column, id }, text);
