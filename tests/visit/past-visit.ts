import { randomUUID } from "node:crypto";
import type { SandboxControl } from "@patientcare/zoom-sandbox/control-client.ts";
import type { Inputs } from "@patientcare/zoom-sdk";
import { expect } from "vitest";
import { linkOf } from "../links/a-visit.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { asIfEarlier, clickAt } from "./as-if-earlier.ts";
import { zoomIdOf } from "./follow.ts";
import { signalsOf } from "./signals-of.ts";

type Patient = Inputs["lifecycle"]["appointmentChanged"]["appointment"]["patient"];
type Guest = Omit<Parameters<SandboxControl["join"]>[1], "at">;
type LeftAs = NonNullable<Parameters<SandboxControl["leave"]>[2]>["as"];

export const doctorsName = "Dr. Ada Moreau";

// So much that nothing of the visit touches the window in which it is booked.
export const earlierSeconds = 120 * 60;

/** A visit of fifteen minutes that is over, as people do it; minutes are counted from its start. */
export type PastVisit = Awaited<ReturnType<typeof bookPastVisit>>;

export async function bookPastVisit(app: OpenApp, patient: Patient = aPatient()) {
  const service = await app.as("service");
  const startTime = minutesFromNow(-1);
  const doctor = { id: randomUUID(), name: doctorsName, email: `doctor-${randomUUID()}@clinic.example` };
  const appointment = anAppointment({ startTime, duration: 15, doctor, patient });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  const { control } = app.zoom;
  const id = zoomIdOf(meeting);
  const momentOf = (minute: number) =>
    new Date(startTime.getTime() - earlierSeconds * 1000 + Math.round(minute * 60) * 1000);
  const at = (minute: number) => ({ at: momentOf(minute).toISOString() });
  return {
    app,
    meeting,
    id,
    control,
    at,
    doctor,
    patientEmail: patient.email ?? "",
    link: (role: "host" | "participant" = "participant") => linkOf(app, meeting, role),
    /** Returns the cookie of the browser. */
    click: (url: string, minute: number, cookie?: string) =>
      clickAt(app, meeting.id, { url, at: momentOf(minute), cookie }),
    doctorComes: async (minute: number) => (await control.start(id, at(minute))).userId,
    join: async (minute: number, guest: Guest) =>
      (await control.join(id, { participantUuid: null, ...guest, ...at(minute) })).userId,
    leave: (minute: number, userId: string, as: LeftAs = {}) =>
      control.leave(id, userId, { as, ...at(minute) }),
    end: (minute: number) => control.end(id, at(minute)),
  };
}

const aPatient = () => ({
  id: randomUUID(),
  name: "Sam Rivers",
  email: `${randomUUID()}@home.example`,
});

/** Everything that Zoom said has arrived, the window closes, and Zoom is asked: the record of the visit. */
export async function recordOf({
  app,
  meeting,
  id,
  control,
}: Pick<PastVisit, "app" | "meeting" | "id" | "control">) {
  await control.flush();
  const { db } = app.server.deps;
  await eventually(async () => {
    const waiting = db.selectFrom("webhook_deliveries").select("id").where("zoom_meeting_id", "=", id);
    expect(await waiting.where("state", "=", "received").execute()).toEqual([]);
  });
  await asIfEarlier(app, meeting.id, earlierSeconds);
  const service = await app.as("service");
  const now = await eventually(async () => {
    const settled = await service.meetings.get({ meetingId: meeting.id });
    expect(settled.outcome).not.toBeNull();
    return settled;
  }, 40_000);
  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  const proofs = (await signalsOf(app, meeting)).filter(
    ({ type, settled }) => type === "visit-proof" && settled,
  );
  const last = transitions.at(-1);
  expect(last?.to).toBe(now.status);
  return {
    status: now.status,
    outcome: now.outcome,
    recorded: `${now.status}/${now.outcome}`,
    appointment: now.appointmentStatus,
    evidence: last?.evidence ?? null,
    proof: proofs.length > 0,
    attentions: now.attentions,
  };
}
