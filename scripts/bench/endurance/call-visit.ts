import { randomUUID } from "node:crypto";
import type { Caller } from "./caller.ts";

const minuteMs = 60_000;

export type BookedVisit = {
  id: string;
  /** Null while Zoom has no meeting. */
  zoomMeetingId: string | null;
  links: string[];
};

/**
 * The calls for one visit that is booked, read many times and changed, over RPC and REST in turns; a third of the visits are
 * cancelled then, and the others held.
 */
export async function callVisit(
  caller: Caller,
  number: number,
  hold: (visit: BookedVisit) => Promise<void> = async () => {},
): Promise<void> {
  const visit = await book(caller, number);
  if (!visit) return;
  await read(caller, visit.id);
  for (const link of visit.links) await caller.click("GET", link);
  const topic = `Follow-up ${number}`;
  if (number % 2 === 0) await caller.rpc("meetings.update", { meetingId: visit.id, topic });
  else await caller.rest("PUT", `/meetings/${visit.id}`, { topic });
  await read(caller, visit.id);
  if (number % 3 !== 0) return hold(visit);
  if (number % 2 === 0) await caller.rest("DELETE", `/meetings/${visit.id}`);
  else await caller.rpc("meetings.cancel", { meetingId: visit.id });
}

/** Books the visit for the coming minutes, so that its links are open at once. */
async function book(caller: Caller, number: number): Promise<BookedVisit | null> {
  const booking = {
    appointmentId: randomUUID(),
    topic: "Follow-up",
    startTime: new Date(Date.now() + 5 * minuteMs).toISOString(),
    duration: 15,
    // Each has a doctor of their own: no slot is taken.
    hostEmail: `doctor-${number}@clinic.example`,
    participantEmail: `patient-${number}@home.example`,
    participantName: "Sam Rivers",
  };
  const made =
    number % 2 === 0
      ? await caller.rpc("meetings.create", booking)
      : await caller.rest("POST", "/meetings", booking);
  if (!made) return null;
  const meeting = await caller.rpc("meetings.getByAppointment", { appointmentId: booking.appointmentId });
  if (!meeting) return null;
  const id = String(meeting.id);
  const links = [
    await caller.rpc("links.get", { meetingId: id, role: "host" }),
    await caller.rpc("links.get", { meetingId: id, role: "participant" }),
  ];
  return {
    id,
    zoomMeetingId: meeting.zoomMeetingId === null ? null : String(meeting.zoomMeetingId),
    links: links.flatMap((link) => (link ? [String(link.url)] : [])),
  };
}

async function read(caller: Caller, meetingId: string): Promise<void> {
  const from = new Date(Date.now() - minuteMs).toISOString();
  await caller.rpc("meetings.get", { meetingId });
  await caller.rest("GET", `/meetings/${meetingId}`);
  await caller.rpc("lifecycle.history", { meetingId });
  await caller.rpc("meetings.list", { from, limit: 20 });
  await caller.rpc("visits.get", { meetingId });
  await caller.rest("GET", `/meetings/${meetingId}/link?role=participant`);
  await caller.rpc("stats.overview", { from });
  await caller.rest("GET", `/meetings/${meetingId}`);
}
