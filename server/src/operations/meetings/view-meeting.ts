import type { MeetingWithPeople, ReadMeeting } from "@patientcare/zoom-db";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import type { PlatformPerson } from "../../domain/appointment/platform-content.ts";
import { inOrder } from "../../domain/attention.ts";
import { readableEmail } from "../../domain/email-address.ts";
import { grantFor } from "../../domain/policy.ts";
import type { Encryption } from "../../encryption.ts";
import { readSaid } from "../people/said-with-booking.ts";
import { topicOf } from "./stored-topic.ts";

/** The meeting as this caller may see it: no URL, no passcode, and for patients nothing of the clinic's own work. */
export function viewMeeting(
  { encryption }: Pick<Deps, "encryption">,
  { role }: Pick<Actor, "role">,
  row: MeetingWithPeople | ReadMeeting,
  said: Said = readAll(encryption, row),
): Meeting {
  const seesInside = grantFor("meetings.get:attention", role) !== "never";
  const attentions = seesInside ? inOrder(row.attentions) : [];
  return {
    id: row.id,
    appointmentId: row.appointment_id,
    appointmentStatus: seesInside ? row.appointment_status : null,
    zoomMeetingId: row.zoom_meeting_id,
    topic: said.topic,
    startTime: row.start_time,
    duration: row.duration,
    timezone: row.timezone,
    status: row.status,
    outcome: row.outcome,
    outcomeBy: seesInside ? originOf(row) : null,
    evidenceOutcome: seesInside ? row.evidence_outcome : null,
    disputed: seesInside ? row.disputed : null,
    hostEmail: readableEmail(row.host_email),
    participantEmail: said.participantEmail,
    participantName: said.participantName,
    attention: attentions[0] ?? null,
    attentions,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

type Said = Pick<Meeting, "topic" | "participantEmail" | "participantName">;

function readAll(encryption: Encryption, row: MeetingWithPeople | ReadMeeting): Said {
  const { name, email } = bookedPatientOf({ encryption }, row);
  return {
    topic: topicOf({ encryption }, row),
    participantEmail: email ?? null,
    participantName: name ?? null,
  };
}

/** The patient as the booking names them. */
export function bookedPatientOf(
  { encryption }: Pick<Deps, "encryption">,
  row: Pick<MeetingWithPeople, "patient_participant_id" | "patient_name" | "patient_email"> &
    Partial<Pick<MeetingWithPeople, "patient_external_id">>,
): PlatformPerson {
  const read = (column: "name" | "email") =>
    readSaid(encryption, column, row.patient_participant_id, row[`patient_${column}`]) ?? undefined;
  return { id: row.patient_external_id ?? undefined, name: read("name"), email: read("email") };
}

const originOf = ({ stated_outcome, outcome }: Pick<ReadMeeting, "stated_outcome" | "outcome">) =>
  stated_outcome ? "person" : outcome && "evidence";
