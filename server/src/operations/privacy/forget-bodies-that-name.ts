import {
  bodiesUnderOtherKeys,
  deliveryTables,
  forgetBodies,
  meetingsOfPerson,
  type Patient,
  type StoredBody,
  saidOf,
  unsealedBodies,
} from "@patientcare/zoom-db";
import { canonicalEmail } from "../../domain/email-address.ts";
import { normalName } from "../../domain/visit/person-names.ts";
import { bodyOf } from "../deliveries/read-stored-delivery.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

const rowsAtOnce = 500;
const noId = "00000000-0000-0000-0000-000000000000";

/** Forgets deliveries that say a patient's name or address and lie under another key than theirs. */
export async function forgetBodiesThatName(deps: PrivacyDeps, patient: Patient): Promise<void> {
  const names = namesOf(deps, patient, await saidOf(deps.db, patient.id));
  const namingIn = (bodies: readonly StoredBody[]) =>
    bodies.filter((body) => names(readable(deps, body))).map(({ id }) => id);
  for (const table of deliveryTables) {
    for (let afterId = noId, isMore = true; isMore; ) {
      const bodies = await unsealedBodies(deps.db, table, { afterId, limit: rowsAtOnce });
      await forgetBodies(deps.db, table, namingIn(bodies));
      afterId = bodies.at(-1)?.id ?? afterId;
      isMore = bodies.length === rowsAtOnce;
    }
    await deps.db.transaction().execute(async (trx) => {
      const zoomIds = (await meetingsOfPerson(trx, patient.id)).flatMap(({ zoom_ids }) => zoom_ids);
      const bodies = await bodiesUnderOtherKeys(trx, table, zoomIds, patient.keyId);
      await forgetBodies(trx, table, namingIn(bodies));
    });
  }
}

type Said = Awaited<ReturnType<typeof saidOf>>;

/** Whether a text anywhere in the body is a name of the patient's, or holds an address of theirs. */
function namesOf(
  { encryption }: PrivacyDeps,
  patient: Patient,
  said: Said,
): (body: string | null) => boolean {
  const known = [
    ...[patient].map((row) => ({ record: "persons", row })),
    ...said.map((row) => ({ record: "participants", row })),
  ];
  const read = (column: "name" | "email") =>
    known.flatMap(({ record, row: { id, [column]: value } }) => {
      const text = value && encryption.unseal({ record, column, id }, value);
      return text ? [text] : [];
    });
  const names = new Set(read("name").map(normalName));
  const addresses = [...new Set(read("email").map(canonicalEmail))];
  const isTold = (text: string) =>
    names.has(normalName(text)) || addresses.some((address) => canonicalEmail(text).includes(address));
  return (body) => body !== null && textsIn(parse(body)).some(isTold);
}

/** One that cannot be read names nobody to us. */
function readable(deps: PrivacyDeps, stored: StoredBody): string | null {
  try {
    return bodyOf(deps, stored);
  } catch {
    return null;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
