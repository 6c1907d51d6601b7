import { expect, test } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { type ServiceProcess, startProcess } from "../support/start-process.ts";

/** Booked, changed, opened by the doctor and the patient, started, ended; and another booked and cancelled: eight steps. */
async function playVisit({ url, zoom, log }: ServiceProcess) {
  const service = await clientOf(url, "service");
  const booking = aBooking({ startTime: minutesFromNow(2) });
  const made = await service.meetings.create(booking);
  const { id: meetingId, zoomMeetingId } = made;
  await service.meetings.update({ meetingId, topic: "Results", duration: 45 });
  await eventually(() => expect(log().map(({ event }) => event)).toContain("meeting-changed"));
  const links = await Promise.all(
    (["host", "participant"] as const).map((role) => service.links.get({ meetingId, role })),
  );
  for (const { url: link } of links) await pass(link);
  await zoom.control.start(String(zoomMeetingId));
  const status = (wanted: string) =>
    eventually(async () => expect((await service.meetings.get({ meetingId })).status).toBe(wanted));
  await status("started");
  await service.lifecycle.end({ meetingId });
  await status("ended");
  const other = await service.meetings.create(aBooking({ startTime: minutesFromNow(600) }));
  await service.meetings.cancel({ meetingId: other.id });
  return { meetingId, otherId: other.id };
}

test("a visit leaves one line for each thing that happened to it, with its id", async () => {
  const process = await startProcess();
  const { log, lines } = process;
  const { meetingId, otherId } = await playVisit(process);
  const eventsOf = (id: string) =>
    log()
      .filter(({ event, meetingId }) => event && meetingId === id)
      .map(({ event, from, to, delivery }) =>
        [event, ...(from ? [`${from} → ${to}`] : []), ...(delivery ? [delivery] : [])].join(" "),
      );
  await eventually(() => {
    expect(
      eventsOf(meetingId).filter((line) => line.startsWith("delivery-applied meeting.ended")),
    ).toHaveLength(1);
    expect(eventsOf(otherId)).toContain("meeting-deleted");
  });
  expect(eventsOf(meetingId).toSorted()).toEqual([
    "delivery-applied meeting.created",
    "delivery-applied meeting.ended",
    "delivery-applied meeting.participant_joined",
    "delivery-applied meeting.participant_left",
    "delivery-applied meeting.started",
    "delivery-applied meeting.updated",
    "link-redirected",
    "link-redirected",
    "meeting-changed",
    "meeting-created",
    "status-changed pending → scheduled",
    "status-changed scheduled → started",
    "status-changed started → ended",
  ]);
  const own = eventsOf(otherId).filter((line) => !line.startsWith("delivery-applied"));
  expect(own.toSorted()).toEqual([
    "meeting-created",
    "meeting-deleted",
    "status-changed pending → scheduled",
    "status-changed scheduled → cancelled",
  ]);
  for (const line of log())
    expect(line).toMatchObject({
      service: "patientcare-zoom",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      host: expect.any(String),
      pid: expect.any(Number),
      level: expect.stringMatching(/^(info|warn|error)$/),
      time: expect.any(String),
    });
  expect(lines.join("\n")).not.toMatch(/@example|Results|\/j\/|pwd=/);
});

test("at debug the log tells also what was asked of Zoom and every event of the visit", async () => {
  const process = await startProcess({ LOG_LEVEL: "debug" });
  const { meetingId } = await playVisit(process);
  await eventually(() => {
    const own = process.log().filter((line) => line.meetingId === meetingId);
    const types = own.filter(({ event }) => event === "visit-event").map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(["created", "scheduled", "changed", "session-started", "ended"]),
    );
    const calls = own.filter(({ message }) => message === "zoom call").map(({ endpoint }) => endpoint);
    expect(calls).toEqual(
      expect.arrayContaining(["POST /users/{userId}/meetings", "PATCH /meetings/{meetingId}"]),
    );
  });
});
