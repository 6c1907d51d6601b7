import {
  countLiveCompanions,
  type Database,
  findParticipant,
  findPerson,
  findPersonKey,
  insertParticipant,
  liveLink,
  type ParticipantRow,
  type PersonKey,
  revokeLinkRow,
  updateParticipant,
} from "@patientcare/zoom-db";
import { companionKinds } from "@patientcare/zoom-db/unions";
import type { Transaction } from "kysely";
import type { Invitation, InviteCompanion } from "../../contract/links.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { closesAt, opensAt } from "../../domain/join-window.ts";
import { newId } from "../../new-id.ts";
import { recordCall } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { requireMeeting, requirePermission } from "../meetings/require-meeting.ts";
import { saidColumns } from "../people/said-with-booking.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import { transact } from "../transact.ts";
import { requireWayIn } from "./get-link.ts";
import { issueLink } from "./issue-link.ts";
import { participantNotFound } from "./revoke-link.ts";

const maxCompanions = 10;

type Companion = Pick<ParticipantRow, "id" | "meeting_id">;

/**
 * The link of somebody who comes along to a visit. Each call without `participantId` invites somebody else; with it,
 * what is given is added to what was said before.
 * @throws DomainError LINK_EXPIRED, NOT_FOUND, VALIDATION_ERROR, FORBIDDEN, MEETING_NOT_FOUND
 */
export async function inviteCompanion(deps: Deps, actor: Actor, input: InviteCompanion): Promise<Invitation> {
  requirePermission(actor, "links.invite");
  return transact(deps, async (trx) => {
    const found = await lockMeetingOrArchived(trx, input.meetingId);
    const row = requireMeeting(deps, actor, "links.invite", found);
    requireWayIn(deps, row);
    const companion = await (input.participantId === undefined
      ? insertCompanion(deps, trx, input, row.now)
      : completeCompanion(deps, trx, { ...input, participantId: input.participantId }, row.now));
    const link = await issueLink(deps, trx, companion);
    await recordCall(deps, trx, actor, "links.invite", {
      meetingId: row.id,
      participantId: companion.id,
      linkId: link.id,
      persons: [input.kind],
      handsOver: true,
    });
    const slot = { start: row.start_time, duration: row.duration };
    return {
      url: link.url,
      opensAt: opensAt(slot, deps.config.joinWindow),
      expiresAt: closesAt(slot, deps.config.joinWindow),
      participantId: companion.id,
    };
  });
}

async function insertCompanion(
  deps: Deps,
  trx: Transaction<Database>,
  input: InviteCompanion,
  now: Date,
): Promise<Companion> {
  await requirePlace(trx, input.meetingId);
  const companion = { id: newId(), meeting_id: input.meetingId };
  const personId = await personOf(deps, trx, input);
  const sealed = columnsOf(deps, await findPersonKey(trx, personId), companion.id, input);
  await insertParticipant(trx, {
    ...companion,
    person_id: personId,
    kind: input.kind,
    role: "participant",
    ...sealed,
    ...(input.consent === true && { consented_at: now }),
  });
  return companion;
}

async function completeCompanion(
  deps: Deps,
  trx: Transaction<Database>,
  input: InviteCompanion & { participantId: string },
  now: Date,
): Promise<Companion> {
  const { meetingId, participantId } = input;
  const present = await findParticipant(trx, meetingId, { participantId });
  if (!present || !companionKinds.some((kind) => kind === present.kind)) throw participantNotFound();
  if (present.kind !== input.kind) {
    throw invalid("kind", `is another than this participant's: they were invited as ${present.kind}`);
  }
  if (!(await liveLink(trx, present.id))) await requirePlace(trx, meetingId);
  const person_id = input.email === undefined ? present.person_id : await personOf(deps, trx, input);
  if (person_id !== present.person_id) await forgetOldAddress(trx, present);
  const sealed = columnsOf(deps, await findPersonKey(trx, person_id), present.id, input);
  const consent = input.consent === true && { consented_at: now };
  await updateParticipant(trx, present.id, { person_id, ...sealed, ...consent });
  return present;
}

/** The link that went to another address is in other hands; one that went to none is not. */
async function forgetOldAddress(
  trx: Transaction<Database>,
  { id, person_id }: ParticipantRow,
): Promise<void> {
  const { email_hash } = await findPerson(trx, person_id);
  if (email_hash !== null) await revokeLinkRow(trx, id);
}

/** Without the name: it was said for this visit, and must not rename a patient who has the same address. */
const personOf = async (
  deps: Deps,
  trx: Transaction<Database>,
  { email }: InviteCompanion,
): Promise<string> => (await upsertPerson(deps, trx, { email }, "caller")).personId;

/** The texts that were said of them with this visit, under their own key. */
function columnsOf(
  { encryption }: Deps,
  key: PersonKey | null,
  id: string,
  { name, email, language, interprets }: InviteCompanion,
) {
  if (key === null) throw new Error("A companion has no key");
  const sealed = (column: string, text: string) =>
    encryption.seal(key, { record: "participants", column, id }, text);
  return {
    ...saidColumns(encryption, key, id, { name, email }),
    ...(language !== undefined && { language: sealed("language", language) }),
    ...(interprets !== undefined && { interprets: sealed("interprets", interprets) }),
  };
}

async function requirePlace(trx: Transaction<Database>, meetingId: string): Promise<void> {
  if ((await countLiveCompanions(trx, meetingId)) < maxCompanions) return;
  throw invalid(
    "meetingId",
    `has ${maxCompanions} companions already: revoke the link of one who does not come, then invite again`,
  );
}

const invalid = (path: string, message: string) =>
  new DomainError("VALIDATION_ERROR", `The input does not fit: ${path} ${message}`, {
    issues: [{ path, message }],
  });
