import { setTimeout as sleep } from "node:timers/promises";
import type { Meeting } from "@patientcare/zoom-sdk";
import { book, requireOne, sendAppointment, untilAtZoom } from "./book.ts";
import { followStatus, untilStatus } from "./follow-status.ts";
import { clock, close, fact, note, step } from "./narrate.ts";
import { persist } from "./persist.ts";
import { enterAsHost, followLink, leaveRoom } from "./room.ts";
import { newVisit, type Stage, secondsFromNow } from "./stage.ts";

const minute = 60_000;
const outageMs = 1_000;
const linksCloseInSeconds = 20;

/** Four troubles of practice. The slow ones run beside the others. */
export async function playTrouble(stage: Stage): Promise<void> {
  const closesAfterMs = await reschedule(stage);
  const noShow = await bookNoShow(stage, closesAfterMs);
  const during = await bookDuringOutage(stage);
  await testTheRoom(stage);

  step("5. The door of the visit that nobody came to closes");
  const missed = await untilStatus(stage, noShow.id, "missed");
  fact("status", missed.status);
  fact("outcome", missed.outcome ?? "none");
  fact("appointment", missed.appointmentStatus ?? "unknown");

  step("6. The visit booked during the outage gets its meeting");
  const made = await untilAtZoom(stage, during.id);
  fact("status", made.status);
  fact("at Zoom", made.zoomMeetingId);
  await requireOne(stage, made.zoomMeetingId);
  fact("meetings", "1 for this appointment");

  close("All four came to a good end");
}

/** Returns how long after a visit's end its links stay open. */
async function reschedule(stage: Stage): Promise<number> {
  step("1. A visit is moved by half an hour");
  const { appointment, patient } = newVisit(secondsFromNow(40 * 60));
  const before = await book(stage, appointment);
  const asPatient = stage.as("patient", patient);
  const getLink = () => asPatient.links.get({ meetingId: before.id, role: "participant" });
  const linkBefore = await persist(getLink);
  fact("before", `${clock(before.startTime)}, ${linkBefore.url}`);

  const startTime = new Date(before.startTime.getTime() + 30 * minute);
  const after = await sendAppointment(stage, { ...appointment, startTime, updatedAt: new Date() });
  const linkAfter = await persist(getLink);
  fact("after", `${clock(after.startTime)}, ${linkAfter.url}`);
  if (linkAfter.url !== linkBefore.url) throw new Error("The patient's link changed with the time");
  const { startTime: atZoom } = await requireOne(stage, before.zoomMeetingId);
  fact("at Zoom", `${atZoom}, the same meeting ${before.zoomMeetingId}`);
  return linkBefore.expiresAt.getTime() - before.startTime.getTime() - before.duration * minute;
}

async function bookNoShow(stage: Stage, closesAfterMs: number): Promise<Meeting> {
  step("2. A visit that nobody comes to");
  const durationMinutes = 1;
  const closesAt = secondsFromNow(linksCloseInSeconds);
  const startTime = new Date(closesAt.getTime() - closesAfterMs - durationMinutes * minute);
  const { appointment, patient } = newVisit(startTime, durationMinutes);
  const meeting = await book(stage, appointment);
  const asPatient = stage.as("patient", patient);
  // Only somebody who was given a link can be absent.
  const link = await persist(() => asPatient.links.get({ meetingId: meeting.id, role: "participant" }));
  fact("status", `${meeting.status}, and the patient has ${link.url}`);
  fact("door closes", clock(closesAt));
  return meeting;
}

async function bookDuringOutage(stage: Stage): Promise<Meeting> {
  step("3. Zoom cannot be reached, and a visit is booked");
  return withOutage(stage, async () => {
    const meeting = await sendAppointment(stage, newVisit(secondsFromNow(20 * 60)).appointment);
    fact("status", `${meeting.status}, the booking stands`);
    await sleep(outageMs);
    note("Zoom comes back. The lost call may still have made a meeting: before it asks for another, the");
    note("service looks until that can be ruled out (SYNC_GRACE_SECONDS); meanwhile:");
    return meeting;
  });
}

async function withOutage<Result>({ zoom }: Stage, action: () => Promise<Result>): Promise<Result> {
  const end = () => persist(() => zoom.outage(false));
  const endAndExit = () => void end().finally(() => process.exit(130));
  process.once("SIGINT", endAndExit);
  await persist(() => zoom.outage(true));
  try {
    return await action();
  } finally {
    await end();
    process.off("SIGINT", endAndExit);
  }
}

async function testTheRoom(stage: Stage): Promise<void> {
  step("4. The doctor tests the room before the visit");
  const { appointment, doctor } = newVisit(secondsFromNow(10 * 60));
  const meeting = await book(stage, appointment);
  const asDoctor = stage.as("doctor", doctor);
  const link = await persist(() => asDoctor.links.get({ meetingId: meeting.id, role: "host" }));
  const startUrl = await followLink(link.url);
  await enterAsHost(startUrl);
  fact("inside", (await followStatus(stage, meeting.id, "started")).status);
  await leaveRoom(startUrl, "leave");
  const after = await followStatus(stage, meeting.id, "scheduled");
  fact("left again", `${after.status}: the visit is still ahead`);
}
