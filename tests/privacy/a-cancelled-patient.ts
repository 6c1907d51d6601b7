import { randomUUID } from "node:crypto";
import { aDoctor, letTimePass } from "../rpc/meeting-in.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import type { OpenApp } from "../support/open-app.ts";

export interface CancelledPatient {
  externalId: string;
  name: string;
  meetingId: string;
}

/** A patient whose only visit was cancelled and lies 60 days back. */
export async function aCancelledPatient(app: OpenApp): Promise<CancelledPatient> {
  const externalId = randomUUID();
  const name = `Canary ${externalId}`;
  const service = await app.as("service");
  const appointment = anAppointment({
    doctor: { id: randomUUID(), email: aDoctor() },
    patient: { id: externalId, name, email: `${externalId}@haus.example` },
  });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  await service.meetings.cancel({ meetingId: meeting.id, reason: name });
  const { db } = app.server.deps;
  await letTimePass(app, meeting.id, 60 * 24 * 60);
  await db
    .updateTable("appointments")
    .set({ start_time: minutesFromNow(-60 * 24 * 60) })
    .where("id", "=", appointment.id)
    .execute();
  return { externalId, name, meetingId: meeting.id };
}
