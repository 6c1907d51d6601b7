import { randomUUID } from "node:crypto";
import type { MeetingRow } from "@patientcare/zoom-db";
import type { Outputs } from "@patientcare/zoom-sdk";
import { sql } from "kysely";
import { expect } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";

export type Meeting = Outputs["meetings"]["create"];
export type Booking = ReturnType<typeof aBooking> & { startTime: Date };
export type Status = Meeting["status"];

export const statuses = [
  "pending",
  "scheduled",
  "started",
  "ended",
  "cancelled",
  "failed",
  "missed",
] as const satisfies readonly Status[];

/** A doctor of their own for every story, so that no two take each other's slot. */
export const aDoctor = () => `doctor-${randomUUID()}@clinic.example`;

/** A meeting of a doctor of its own that came to this status the way meetings do. */
export async function meetingIn(
  app: OpenApp,
  status: Status,
  change: Partial<Booking> = {},
): Promise<{ booking: Booking; meeting: Meeting }> {
  const { as, zoom } = app;
  const service = await as("service");
  const booking = aBooking({ hostEmail: aDoctor(), ...change }) as Booking;
  if (status === "pending") await zoom.control.setHostDailyUsed(booking.hostEmail, 100);
  if (status === "failed") await zoom.control.setUser(booking.hostEmail, "unknown");
  await refusalOf(service.meetings.create(booking));
  const made = await service.meetings.getByAppointment({ appointmentId: booking.appointmentId });
  const admin = await as("admin");
  const meetingId = made.id;
  if (status === "started" || status === "ended") await admin.lifecycle.start({ meetingId });
  if (status === "ended") await admin.lifecycle.end({ meetingId });
  if (status === "cancelled") await service.meetings.cancel({ meetingId });
  if (status === "missed") await letTimePass(app, meetingId, 120);
  return eventually(async () => {
    const meeting = await service.meetings.get({ meetingId });
    expect(meeting.status).toBe(status);
    return { booking: { ...booking, startTime: meeting.startTime }, meeting };
  });
}

/** As if the meeting's slot lay so much longer ago. */
export async function letTimePass({ server }: OpenApp, meetingId: string, minutes: number): Promise<void> {
  const ago = (column: keyof MeetingRow) => sql<Date>`${sql.ref(column)} - make_interval(mins => ${minutes})`;
  await server.deps.db
    .updateTable("zoom_meetings")
    .set({ start_time: ago("start_time"), evaluate_at: ago("evaluate_at") })
    .where("id", "=", meetingId)
    .execute();
}
