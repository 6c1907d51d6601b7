import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import type { OpenApp } from "../support/open-app.ts";
import { aVisit, linkOf, type Meeting } from "./a-visit.ts";

type Role = "host" | "participant";
type Stage = (app: OpenApp, role: Role) => Promise<{ meeting: Meeting; url: string }>;

async function made(app: OpenApp, role: Role, change: Parameters<typeof aVisit>[1] = {}) {
  const meeting = await aVisit(app, change);
  return { meeting, url: await linkOf(app, meeting, role) };
}

/** How a link comes into each state, by what people and the platform do. */
export const stages = {
  early: (app, role) => made(app, role, { startTime: minutesFromNow(60) }),
  open: (app, role) => made(app, role),
  async pending(app, role) {
    await app.zoom.control.outage(true);
    const visit = await made(app, role, { waitMs: 0 });
    if (visit.meeting.status !== "pending") throw new Error("Zoom was not away");
    return visit;
  },
  async failed(app, role) {
    const hostEmail = `nobody-${role}@clinic.example`;
    await app.zoom.control.setUser(hostEmail, "unknown");
    const appointment = anAppointment({ doctor: { email: hostEmail } });
    const { meeting } = await (await app.as("service")).lifecycle.appointmentChanged({ appointment });
    if (meeting?.status !== "failed") throw new Error("Zoom did not refuse");
    return { meeting, url: await linkOf(app, meeting, role) };
  },
  async over(app, role) {
    const visit = await made(app, role);
    const admin = await app.as("admin");
    await admin.lifecycle.start({ meetingId: visit.meeting.id });
    await admin.lifecycle.end({ meetingId: visit.meeting.id });
    return visit;
  },
  async cancelled(app, role) {
    const visit = await made(app, role);
    await (await app.as("staff")).meetings.cancel({ meetingId: visit.meeting.id });
    return visit;
  },
  async revoked(app, role) {
    const visit = await made(app, role);
    await (await app.as("staff")).links.revoke({ meetingId: visit.meeting.id, role });
    return visit;
  },
} as const satisfies Record<string, Stage>;
