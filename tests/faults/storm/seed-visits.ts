import { randomUUID } from "node:crypto";
import { type Db, redirectAction } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { minutesFromNow } from "../../support/a-booking.ts";
import { addEarlierAccess } from "../../visit/as-if-earlier.ts";
import { aStory, type Story } from "./a-story.ts";

export interface Visit {
  meetingId: string;
  appointmentId: string;
  zoomMeetingId: string;
  start: Date;
  doctorEmail: string;
  patientEmail: string;
  story: Story;
}

// Wide enough that the clock changes nothing while the storm lasts.
const begunMinutesAgo = 120;
const durationMinutes = 360;
const rowsAtOnce = 500;

/** Visits that Zoom holds a meeting for, each with a doctor and a patient of its own. */
export async function seedVisits(
  db: Db,
  environment: Record<string, string>,
  { count, random }: { count: number; random: () => number },
): Promise<Visit[]> {
  const { encryptionKeys, indexKeys } = readConfig(environment);
  const encryption = createEncryption(encryptionKeys, indexKeys);
  const start = minutesFromNow(-begunMinutesAgo);
  const end = minutesFromNow(durationMinutes - begunMinutesAgo);
  const visits = Array.from(
    { length: count },
    (_, number): Visit => ({
      meetingId: randomUUID(),
      appointmentId: randomUUID(),
      zoomMeetingId: String(90_000_000_000 + number),
      start,
      doctorEmail: `doctor-${number}@clinic.example`,
      patientEmail: `patient-${number}@home.example`,
      story: aStory(random),
    }),
  );
  const slot = { start_time: start, duration: durationMinutes, timezone: "UTC" };
  const person = (email: string) => ({ id: randomUUID(), email_hash: encryption.emailHash(email) });
  const keyOf = ({ id }: { id: string }) => {
    const { keyId, wrapped } = encryption.newPersonKey();
    return { person_id: id, key_id: keyId, wrapped };
  };

  for (let first = 0; first < count; first += rowsAtOnce) {
    const rows = visits.slice(first, first + rowsAtOnce).map((visit) => ({
      ...visit,
      patientPartId: randomUUID(),
      doctor: person(visit.doctorEmail),
      patient: person(visit.patientEmail),
    }));
    await db
      .insertInto("persons")
      .values(rows.flatMap(({ doctor, patient }) => [doctor, patient]))
      .execute();
    await db
      .insertInto("person_keys")
      .values(rows.flatMap(({ doctor, patient }) => [keyOf(doctor), keyOf(patient)]))
      .execute();
    await db
      .insertInto("appointments")
      .values(
        rows.map(({ appointmentId: id, doctor, patient }) => ({
          ...slot,
          id,
          status: "CONFIRMED" as const,
          source_status: "CONFIRMED" as const,
          type: "ONLINE" as const,
          doctor_id: doctor.id,
          patient_id: patient.id,
        })),
      )
      .execute();
    await db
      .insertInto("zoom_meetings")
      .values(
        rows.map(({ meetingId: id, appointmentId, zoomMeetingId, doctorEmail }) => ({
          ...slot,
          id,
          appointment_id: appointmentId,
          zoom_meeting_id: zoomMeetingId,
          topic: encryption.encrypt({ record: "zoom_meetings", column: "topic", id }, "Online visit"),
          status: "scheduled" as const,
          host_email: doctorEmail,
          zoom_host: doctorEmail,
          marker: `${zoomMeetingId}-default`,
          synced_revision: 1,
          evaluate_at: end,
        })),
      )
      .execute();
    await db
      .insertInto("zoom_references")
      .values(
        rows.map(({ meetingId, zoomMeetingId, doctorEmail }) => ({
          zoom_meeting_id: zoomMeetingId,
          meeting_id: meetingId,
          generation: 1,
          host: doctorEmail,
          state: "current" as const,
        })),
      )
      .execute();
    await db
      .insertInto("participants")
      .values(
        rows.flatMap(({ meetingId: meeting_id, doctor, patient, patientPartId }) => [
          {
            id: randomUUID(),
            meeting_id,
            person_id: doctor.id,
            kind: "doctor" as const,
            role: "host" as const,
          },
          {
            id: patientPartId,
            meeting_id,
            person_id: patient.id,
            kind: "patient" as const,
            role: "participant" as const,
          },
        ]),
      )
      .execute();
    const clicks = rows
      .filter(({ story }) => !story.patientIsSignedIn)
      .map(({ meetingId: meeting_id, patientPartId: participant_id }) => ({
        at: start,
        action: redirectAction,
        decision: "allowed" as const,
        meeting_id,
        participant_id,
      }));
    if (clicks.length > 0) await addEarlierAccess(db, ...clicks);
  }
  return visits;
}
