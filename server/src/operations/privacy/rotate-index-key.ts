import {
  forgetIndexKeys,
  type HashedPerson,
  hashedPersons,
  type Readable,
  replaceHashes,
  saidOf,
} from "@patientcare/zoom-db";
import { foldedName } from "../../domain/appointment/compare-people.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

const rowsAtOnce = 500;
const noId = "00000000-0000-0000-0000-000000000000";

export interface IndexRotation {
  /** Persons who are found by the first key now and were not before. */
  changed: number;
  /** Persons whose own key is not at hand. */
  unreadable: number;
  /** How many index keys the service can start without from here on. */
  idle: number;
}

/**
 * Hashes every address and name with the first key of DATA_INDEX_KEY, each by compare-and-set on the hash that was read.
 * `keyId`: the name of that key, as the database knows it.
 */
export async function rotateIndexKey(deps: PrivacyDeps, keyId: string): Promise<IndexRotation> {
  const rotation: IndexRotation = { changed: 0, unreadable: 0, idle: 0 };
  for (let afterId = noId, isMore = true; isMore; ) {
    const persons = await hashedPersons(deps.db, { afterId, limit: rowsAtOnce });
    for (const person of persons) {
      const outcome = await rehash(deps, person);
      if (outcome !== "same") rotation[outcome] += 1;
    }
    afterId = persons.at(-1)?.id ?? afterId;
    isMore = persons.length === rowsAtOnce;
  }
  if (rotation.unreadable === 0) rotation.idle = await forgetIndexKeys(deps.db, keyId);
  return rotation;
}

async function rehash(deps: PrivacyDeps, person: HashedPerson): Promise<"same" | "changed" | "unreadable"> {
  const { encryption } = deps;
  try {
    const { name, email } = await textsOf(deps, person);
    const after = {
      email_hash: email === null ? person.email_hash : encryption.emailHash(email),
      name_hash: name === null ? person.name_hash : encryption.keyedHash("person-name", foldedName(name)),
    };
    const isSame = isEqual(after.email_hash, person.email_hash) && isEqual(after.name_hash, person.name_hash);
    if (isSame) return "same";
    return (await replaceHashes(deps.db, person.id, person, after)) ? "changed" : "same";
  } catch {
    return "unreadable";
  }
}

/** Name and address by which somebody is found: their own, else as they were last said with a booking. */
async function textsOf({ db, encryption }: PrivacyDeps, { id, name, email }: HashedPerson) {
  const open = (record: string, column: string, of: string, value: Readable | null) =>
    value && encryption.unseal({ record, column, id: of }, value);
  const own = { name: open("persons", "name", id, name), email: open("persons", "email", id, email) };
  if (own.name !== null && own.email !== null) return own;
  const said = (await saidOf(db, id)).toSorted((one, other) => (one.id < other.id ? 1 : -1));
  const last = (column: "name" | "email") =>
    said.map((row) => open("participants", column, row.id, row[column])).find((text) => text !== null) ??
    null;
  return { name: own.name ?? last("name"), email: own.email ?? last("email") };
}

const isEqual = (one: Buffer | null, other: Buffer | null) =>
  one === other || (one !== null && other !== null && one.equals(other));
