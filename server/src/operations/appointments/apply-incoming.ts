import {
  changeAttentions,
  type Database,
  findPatientKey,
  type MeetingWithPeople,
  restoreMeeting,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import { comparePeople } from "../../domain/appointment/compare-people.ts";
import { type Decision, decide, type VisitState } from "../../domain/appointment/decide.ts";
import type { Base } from "../../domain/appointment/merge.ts";
import type { PlatformContent } from "../../domain/appointment/platform-content.ts";
import { deferrals } from "../../domain/attention.ts";
import { appointmentStatusOf } from "../../domain/visit/evaluation.ts";
import { appendEvent } from "../events/append-event.ts";
import { insertNewMeeting } from "../meetings/insert-new-meeting.ts";
import { upsertPerson } from "../people/upsert-person.ts";
import { isSomebodyInside } from "./ask-whether-running.ts";
import { carryOut } from "./carry-out.ts";
import type { Incoming } from "./incoming.ts";
import { changePatientLink, patientOf } from "./patient-link.ts";
import { readContent, storedContent } from "./stored-content.ts";
import { visitStateOf } from "./visit-state.ts";

const defaultTopic = "Online visit";

/** Carries out the platform's newest message, as far as nobody is inside; returns the meeting's id, where there is one. */
export async function applyIncoming(incoming: Incoming): Promise<string | null> {
  const { deps, trx, appointment, row: found, content, answer, now } = incoming;
  const base = readContent(deps, appointment, "base") ?? {};
  const inside = found !== undefined && (await isSomebodyInside(deps, trx, found, answer));
  const visit = found ? await visitStateOf(deps, trx, found, base) : null;
  const window = deps.config.joinWindow;
  const decision = decide({ incoming: content, base, row: visit, inside, now, window });
  const meetingId =
    found && visit
      ? await applyToMeeting(incoming, found, visit, decision, inside)
      : await applyWithoutMeeting(incoming, decision);
  await writeProjection(incoming, found, decision);
  return meetingId;
}

async function applyToMeeting(
  incoming: Incoming,
  found: MeetingWithPeople,
  visit: VisitState,
  decision: Decision,
  inside: boolean,
): Promise<string> {
  const { trx, content, before, received, appointment } = incoming;
  const isConflict = decision.differs || (received?.tied ?? appointment.tied);
  const linkChange = received ? comparePeople(before?.patient ?? visit.patient, content.patient) : "same";
  const isTouched =
    decision.consequence !== "record" ||
    linkChange !== "same" ||
    visit.closing ||
    isConflict !== found.attentions.includes("source-conflict");
  if (found.archived_at && !isTouched) return found.id;
  const row = found.archived_at ? await restoreMeeting(trx, found) : found;
  const patient = await patientOf(incoming, row, visit, decision, inside);
  await changePatientLink(incoming, row, visit, decision, { linkChange, patient });
  await carryOut(incoming, row, visit, decision, { patient, inside });
  const holding = [
    ...(isConflict ? (["source-conflict"] as const) : []),
    ...(decision.consequence === "defer" ? (["changed-while-live"] as const) : []),
    ...(decision.consequence === "close-entries" ? (["cancelled-while-live"] as const) : []),
  ];
  const all = ["source-conflict", ...deferrals] as const;
  await changeAttentions(trx, row.id, {
    raise: holding,
    clear: all.filter((kind) => !holding.some((held) => held === kind)),
  });
  return row.id;
}

async function applyWithoutMeeting(incoming: Incoming, decision: Decision): Promise<string | null> {
  const { deps, trx, appointment, content, event } = incoming;
  const doctor = await upsertPerson(deps, trx, content.doctor, "platform");
  const patient = await patientOf(incoming);
  const people = { doctor_id: doctor.personId, patient_id: patient.personId };
  await updateAppointment(trx, appointment.id, people);
  if (decision.consequence !== "create") return null;
  const slot = { start: new Date(content.startTime), duration: content.duration };
  const desired = {
    appointmentId: appointment.id,
    slot,
    hostEmail: content.doctor.email ?? "",
    topic: content.topic ?? defaultTopic,
    timezone: content.timezone ?? deps.config.defaultTimezone,
    doctor,
    patient,
  };
  const row = await insertNewMeeting(deps, trx, desired, "no-host");
  await appendEvent(deps, trx, { ...event, meetingId: row.id, type: "created", slot });
  return row.id;
}

/** Put off, nothing is written but the message itself. */
async function writeProjection(
  { deps, trx, appointment, content, received }: Incoming,
  row: MeetingWithPeople | undefined,
  { consequence, base, statusChanged }: Decision,
): Promise<void> {
  const isPutOff = consequence === "defer" || consequence === "close-entries";
  const isAnew = consequence === "create" || consequence === "revive";
  const key = await findPatientKey(trx, appointment.id);
  const stored = (column: "incoming" | "base", what: PlatformContent | Base) =>
    storedContent(deps, key, { id: appointment.id, column }, what);
  await updateAppointment(trx, appointment.id, {
    ...(received && {
      source_updated_at: received.updatedAt,
      tied: received.tied,
      incoming: stored("incoming", content),
    }),
    base: stored("base", base),
    ...(!isPutOff && {
      type: content.type,
      start_time: new Date(content.startTime),
      duration: content.duration,
      ...(content.timezone !== undefined && { timezone: content.timezone }),
      ...((statusChanged || isAnew) && {
        source_status: content.status,
        status: projectedStatus(row, consequence, content),
      }),
    }),
  });
}

function projectedStatus(
  row: MeetingWithPeople | undefined,
  consequence: Decision["consequence"],
  { status }: PlatformContent,
) {
  // A cancelled meeting says nothing of an appointment that takes place in person.
  const isMeetingSilent =
    !row || row.status === "cancelled" || consequence === "cancel" || consequence === "revive";
  return isMeetingSilent ? status : appointmentStatusOf(row.status, row.outcome, status);
}

/** Of two different messages of one time the other one holds: a person is to look which is right. */
export async function markTied(
  trx: Transaction<Database>,
  appointmentId: string,
  found: MeetingWithPeople | undefined,
): Promise<void> {
  await updateAppointment(trx, appointmentId, { tied: true });
  if (!found || found.attentions.includes("source-conflict")) return;
  const row = found.archived_at ? await restoreMeeting(trx, found) : found;
  await changeAttentions(trx, row.id, { raise: ["source-conflict"] });
}
