import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { aDoctor, letTimePass } from "../rpc/meeting-in.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { ago } from "../visit/follow.ts";
import { receive } from "../webhooks/booked-visit.ts";

export interface KnownPatient {
  externalId: string;
  /** What was said of them, by what it is. */
  canaries: Record<"name" | "email" | "topic" | "reason", string>;
  appointment: ReturnType<typeof anAppointment>;
  meetingId: string;
}

/** A patient with a visit that was held 60 days ago and one that was cancelled, and with news of them in the inbox. */
export async function aKnownPatient(app: OpenApp): Promise<KnownPatient> {
  const mark = randomUUID().slice(0, 8);
  const canaries = {
    name: `Zoë Canary-${mark}`,
    email: `zoe.${mark}@haus.example`,
    topic: `Migraine of ${mark}`,
    reason: `Moved to Oslo ${mark}`,
  };
  const externalId = `patient-${mark}`;
  const patient = { id: externalId, name: canaries.name, email: canaries.email };
  const doctor = { id: `doctor-${mark}`, name: "Dr. Ada Moreau", email: aDoctor() };
  const service = await app.as("service");
  const appointment = anAppointment({ topic: canaries.topic, doctor, patient });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting?.zoomMeetingId) throw new Error("No meeting was made");
  await app.zoom.control.start(meeting.zoomMeetingId, ago(300));
  await app.zoom.control.join(meeting.zoomMeetingId, { ...patient, ...ago(200) });
  await app.zoom.control.flush();
  await app.zoom.control.end(meeting.zoomMeetingId);
  await app.zoom.control.flush();
  const other = anAppointment({ startTime: minutesFromNow(90), topic: canaries.topic, doctor, patient });
  const cancelled = await service.lifecycle.appointmentChanged({ appointment: other });
  const named = { meetingId: cancelled.meeting?.id ?? "", reason: canaries.reason };
  await service.meetings.cancel(named, { idempotencyKey: `move of ${mark}` });
  await eventually(async () => {
    const { status } = await service.meetings.get({ meetingId: meeting.id });
    expect(status).toBe("ended");
    const { db } = app.server.deps;
    const waiting = await db
      .selectFrom("webhook_deliveries")
      .where("state", "=", "received")
      .select("id")
      .execute();
    expect(waiting).toEqual([]);
  });
  for (const id of [meeting.id, named.meetingId]) await makeLongAgo(app, id);
  await receive(app, aForeignDelivery(canaries));
  return { externalId, canaries, appointment, meetingId: meeting.id };
}

/** As if its slot lay 60 days ago; waits until the clock has nothing to say about it any more. */
async function makeLongAgo(app: OpenApp, meetingId: string): Promise<void> {
  const { db } = app.server.deps;
  await letTimePass(app, meetingId, 60 * 24 * 60);
  await db
    .updateTable("appointments")
    .set({ start_time: minutesFromNow(-60 * 24 * 60) })
    .where("id", "in", (query) =>
      query.selectFrom("zoom_meetings").select("appointment_id").where("id", "=", meetingId),
    )
    .execute();
  await eventually(async () => {
    const row = await db
      .selectFrom("zoom_meetings")
      .select(["evaluate_at", "lease_until"])
      .where("id", "=", meetingId)
      .executeTakeFirst();
    expect(row).toEqual({ evaluate_at: null, lease_until: null });
  });
}

/** News of a Zoom meeting that is not ours, which names the patient. */
const aForeignDelivery = ({ name, email }: { name: string; email: string }) =>
  JSON.stringify({
    event: "meeting.participant_joined",
    event_ts: Date.now(),
    payload: {
      account_id: "account",
      object: {
        id: "987654321098",
        uuid: randomUUID(),
        participant: { user_name: name, user_id: "7", email },
      },
    },
  });
