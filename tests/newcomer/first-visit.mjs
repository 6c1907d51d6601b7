// A program of an integrator: it has the SDK installed from its file, and nothing else of ours.
import { createZoomClient, isZoomError } from "@patientcare/zoom-sdk";

const zoom = createZoomClient({ baseUrl: process.env.SERVICE, token: process.env.TOKEN });
const meeting = await zoom.meetings.create({
  appointmentId: crypto.randomUUID(),
  topic: "First visit",
  startTime: new Date(Date.now() + 60_000),
  duration: 15,
  hostEmail: "d@example.com",
  participantEmail: "p@example.com",
});
const { url } = await zoom.links.get({ meetingId: meeting.id, role: "participant" });
const page = await fetch(url);
const onward = await fetch(url, { method: "POST", redirect: "manual" });
const missing = await zoom.meetings.get({ meetingId: crypto.randomUUID() }).catch((error) => error);
console.log(
  JSON.stringify({
    status: meeting.status,
    link: url,
    page: page.status,
    onward: onward.status,
    missing: isZoomError(missing, "MEETING_NOT_FOUND"),
    requestId: missing.requestId,
    totalMeetings: (await zoom.stats.overview()).totalMeetings,
  }),
);
