import { randomUUID } from "node:crypto";
import type { Inputs, Outputs } from "@patientcare/zoom-sdk";
import { aBooking } from "../support/a-booking.ts";
import type { OpenApp } from "../support/open-app.ts";

export type Meeting = Outputs["meetings"]["create"];

/** A visit with a doctor of its own, so that many fit into one slot. */
export async function aVisit(
  { as }: OpenApp,
  change: Partial<Inputs["meetings"]["create"]> = {},
): Promise<Meeting> {
  const service = await as("service");
  return service.meetings.create(aBooking({ hostEmail: `doctor-${randomUUID()}@clinic.example`, ...change }));
}

export async function linkOf(
  { as }: OpenApp,
  meeting: Meeting,
  role: "host" | "participant" = "participant",
): Promise<string> {
  const service = await as("service");
  return (await service.links.get({ meetingId: meeting.id, role })).url;
}

/** A visit whose patient was sent their link: only then can they be absent. */
export async function aSentVisit(
  app: OpenApp,
  change: Partial<Inputs["meetings"]["create"]> = {},
): Promise<Meeting> {
  const meeting = await aVisit(app, change);
  await linkOf(app, meeting);
  return meeting;
}
