import type { MeetingWithPeople, ReadMeeting } from "@patientcare/zoom-db";
import type { Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import { inOrder } from "../../domain/attention.ts";
import { readableEmail } from "../../domain/email-address.ts";
import type { Encryption } from "../../encryption.ts";
import { topicOf } from "./stored-topic.ts";

/** The meeting as callers may see it: no URL, no passcode. */
export function viewMeeting(
  { encryption }: Pick<Deps, "encryption">,
  row: MeetingWithPeople | ReadMeeting,
  said: Said = readSaid(encryption, row),
): Meeting {
  const attentions = inOrder(row.attentions);
  return {
    id: row.id,
    appointmentId: row.appointment_id,
    appointmentStatus: row.appointment_status,
    zoomMeetingId: row.zoom_meeting_id,
    topic: said.topic,
    startTime: row.start_time,
    duration: row.duration,
    timezone: row.timezone,
    status: row.status,
    outcome: row.outcome,
    outcomeBy: row.stated_outcome ? "person" : row.outcome && "evidence",
    evidenceOutcome: row.evidence_outcome,
    disputed: row.disputed,
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

const readSaid = (encryption: Encryption, row: MeetingWithPeople | ReadMeeting): Said => ({
  topic: topicOf({ encryption }, row),
  participantEmail: ofPatient(encryption, row, "email", row.patient_email),
  participantName: ofPatient(encryption, row, "name", row.patient_name),
});

function ofPatient(
  encryption: Encryption,
  row: Pick<MeetingWithPeople, "patient_person_id">,
  column: "email" | "name",
  value: MeetingWithPeople["patient_email"],
): string | null {
  return value && encryption.unseal({ record: "persons", column, id: row.patient_person_id }, value);
}
