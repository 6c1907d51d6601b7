import { setTimeout as sleep } from "node:timers/promises";
import { people } from "../local/people.ts";
import { book, requireOne } from "./book.ts";
import { followStatus } from "./follow-status.ts";
import { clock, close, fact, step, withoutKeys } from "./narrate.ts";
import { persist } from "./persist.ts";
import { admit, enterAsHost, followLink, knock, leaveRoom, readLinkPage } from "./room.ts";
import { newVisit, type Stage, secondsFromNow } from "./stage.ts";

const talkMs = 1_500;

/** One visit from the confirmed appointment to the statistics. Each step may be interrupted and done again. */
export async function playVisit(stage: Stage): Promise<void> {
  const { appointment, doctor, patient } = newVisit(secondsFromNow(5 * 60));

  step("1. The platform confirms an online appointment");
  fact("appointment", appointment.id);
  const meeting = await book(stage, appointment);
  const meetingId = meeting.id;
  fact("starts", `${clock(meeting.startTime)}, ${meeting.duration} minutes`);
  fact("meeting", meetingId);
  fact("status", meeting.status);
  fact("at Zoom", meeting.zoomMeetingId);

  step("2. Patient and doctor ask for their links");
  const asPatient = stage.as("patient", patient);
  const asDoctor = stage.as("doctor", doctor);
  const patientLink = await persist(() => asPatient.links.get({ meetingId, role: "participant" }));
  const doctorLink = await persist(() => asDoctor.links.get({ meetingId, role: "host" }));
  fact("patient", patientLink.url);
  fact("doctor", doctorLink.url);
  fact("open", `${clock(patientLink.opensAt)} to ${clock(patientLink.expiresAt)}`);

  step("3. The patient opens the page");
  const page = await readLinkPage(patientLink.url);
  fact("page", `${page.state}: ${page.headline}`);

  step("4. Both go on to Zoom");
  const joinUrl = await followLink(patientLink.url);
  const startUrl = await followLink(doctorLink.url);
  fact("patient", withoutKeys(joinUrl));
  fact("doctor", withoutKeys(startUrl));

  step("5. They meet in the room");
  await enterAsHost(startUrl);
  fact("doctor", "starts the meeting");
  await knock(joinUrl, startUrl, patient.name);
  fact("patient", "waits in the waiting room");
  fact("in the room", (await admit(startUrl, patient.name)).join(", "));
  fact("status", (await followStatus(stage, meetingId, "started")).status);
  await sleep(talkMs);

  step("6. The doctor ends the call");
  await leaveRoom(startUrl, "end");
  const ended = await followStatus(stage, meetingId, "ended");
  fact("status", ended.status);
  fact("outcome", ended.outcome ?? "none");
  fact("appointment", ended.appointmentStatus ?? "unknown");

  step("7. Its history");
  const { transitions } = await persist(() => asDoctor.lifecycle.history({ meetingId }));
  for (const { to, at, source } of transitions) fact(to, `${clock(at)}, reported by ${source}`);

  step("8. The statistics");
  const staff = stage.as("staff", { id: people.staff.sub });
  const overview = await persist(() => staff.stats.overview());
  fact("meetings", overview.totalMeetings);
  fact("completed", overview.completedMeetings);
  fact(
    "made",
    overview.creationSuccessRate === null ? "none" : `${Math.round(overview.creationSuccessRate * 100)} %`,
  );

  step("9. Zoom's own journal");
  const made = await requireOne(stage, meeting.zoomMeetingId);
  fact("meetings", `1 for this appointment: ${made.id}`);

  if (ended.outcome !== "held") throw new Error(`The visit took place, yet its outcome is ${ended.outcome}`);
  close("Visit completed");
}
