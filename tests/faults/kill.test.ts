import { setTimeout as sleep } from "node:timers/promises";
import { isZoomError, type ZoomClient } from "@patientcare/zoom-sdk";
import { expect, test } from "vitest";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { sizeOf } from "../support/size.ts";
import { openWorld } from "./open-world.ts";
import { randomOf } from "./random-of.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

const kills = sizeOf({ everyday: 2, full: 40 });
const timeoutMs = 60_000 + kills * 5_000;

const moved = minutesFromNow(600);
type Step = (service: ZoomClient, meetingId: string) => Promise<{ id: string }>;
type Story = { steps: Step[]; end: { status: string; startTime?: Date } };

/** Booked and moved; booked and cancelled; booked, moved, cancelled and booked again. */
function aStory(kind: number, number: number): Story {
  const hostEmail = `doctor-${number}@clinic.example`;
  const booking = aBooking({ hostEmail, startTime: minutesFromNow(60), waitMs: 0 });
  const create: Step = (service) => service.meetings.create(booking);
  const move: Step = (service, meetingId) => service.meetings.update({ meetingId, startTime: moved });
  const cancel: Step = (service, meetingId) => service.meetings.cancel({ meetingId });
  const stories: Story[] = [
    { steps: [create, move], end: { status: "scheduled", startTime: moved } },
    { steps: [create, cancel], end: { status: "cancelled" } },
    {
      steps: [create, move, cancel, create],
      end: { status: "scheduled", startTime: booking.startTime as Date },
    },
  ];
  return stories[kind % stories.length] as Story;
}

/** A caller that tries again when the service is away, as callers do. */
async function tell(story: Story, service: () => ZoomClient, pauseMs: () => number): Promise<string> {
  let meetingId = "";
  for (const step of story.steps) {
    // No wait for anything, here and below: kills and calls come at random moments.
    await sleep(pauseMs());
    meetingId = await eventually(async () => {
      try {
        return (await step(service(), meetingId)).id;
      } catch (error) {
        if (isZoomError(error, "ILLEGAL_TRANSITION")) return meetingId;
        throw error;
      }
    }, timeoutMs);
  }
  return meetingId;
}

const seeds = Array.from({ length: sizeOf({ everyday: 1, full: 12 }) }, (_, index) => 20_270_115 + index);

for (const seed of seeds) {
  test(
    `killed at ${kills} random moments, the service ends with one meeting for each visit (seed ${seed})`,
    async () => {
      const random = randomOf(seed);
      await using world = await openWorld();
      await world.zoom.control.addFault({
        match: { path: "meetings" },
        kind: "delay",
        delayMs: 60,
        times: -1,
      });
      let server: ServerProcess = await startServerProcess(world.environment);

      const stories = Array.from({ length: kills * 4 }, (_, number) => aStory(number, number));
      const reported = Promise.all(
        stories.map(async (story, number) => {
          await sleep(random() * kills * 900 + number);
          return tell(
            story,
            () => server.service,
            () => random() * 400,
          );
        }),
      );
      reported.catch(() => undefined);
      try {
        for (let kill = 0; kill < kills; kill += 1) {
          await world.zoom.control.setWebhookUrl(`${server.url}/api/zoom/webhook`);
          await sleep(150 + random() * 700);
          await server.kill();
          server = await startServerProcess(world.environment);
        }
        await world.zoom.control.setWebhookUrl(`${server.url}/api/zoom/webhook`);
        const ids = await reported;
        await world.settled();
        for (const [index, { end }] of stories.entries()) {
          const meeting = await server.service.meetings.get({ meetingId: ids[index] ?? "" });
          expect(meeting).toMatchObject({ ...end, attention: null });
        }
        const { referenced, alive } = await world.referencedAndAlive();
        expect(referenced).toHaveLength(stories.filter(({ end }) => end.status === "scheduled").length);
        expect(alive).toEqual(referenced);
        const startTimes = (await world.zoom.control.journal())
          .filter(({ id }) => referenced.includes(id))
          .map(({ startTime }) => startTime)
          .sort();
        const wanted = stories.flatMap(({ end }) => end.startTime?.toISOString().replace(".000Z", "Z") ?? []);
        expect(startTimes).toEqual(wanted.sort());
      } finally {
        await server.kill();
      }
    },
    timeoutMs,
  );
}

test("a worker that stops in the middle of a create and wakes much later overwrites nothing", async () => {
  await using world = await openWorld();
  const post = { method: "POST", path: "/meetings$" };
  await world.zoom.control.addFault({ match: post, kind: "delay", delayMs: 400, times: 3 });
  await using sleeper = await startServerProcess(world.environment);
  const bookings = [0, 1, 2].map((number) =>
    aBooking({ hostEmail: `doctor-${number}@clinic.example`, startTime: minutesFromNow(60), waitMs: 0 }),
  );
  const [toMove, toCancel, toRemain] = await Promise.all(
    bookings.map((booking) => sleeper.service.meetings.create(booking)),
  );
  await eventually(async () => {
    expect(await world.db.selectFrom("zoom_attempts").select("id").execute()).toHaveLength(3);
  });
  sleeper.signal("SIGSTOP");

  await using other = await startServerProcess(world.environment);
  await other.service.meetings.update({ meetingId: toMove?.id ?? "", startTime: moved });
  await other.service.meetings.cancel({ meetingId: toCancel?.id ?? "" });
  await eventually(async () => {
    const kept = await other.service.meetings.get({ meetingId: toRemain?.id ?? "" });
    expect(kept.status).toBe("scheduled");
  });
  const before = await other.service.meetings.get({ meetingId: toRemain?.id ?? "" });
  sleeper.signal("SIGCONT");
  await eventually(async () => expect((await fetch(`${sleeper.url}/healthz`)).status).toBe(200));
  await world.settled();

  const read = (meetingId: string | undefined) => other.service.meetings.get({ meetingId: meetingId ?? "" });
  expect(await read(toMove?.id)).toMatchObject({ status: "scheduled", startTime: moved, attention: null });
  expect(await read(toCancel?.id)).toMatchObject({ status: "cancelled", zoomMeetingId: null });
  expect(await read(toRemain?.id)).toEqual(before);
  const { referenced, alive } = await world.referencedAndAlive();
  expect(alive).toEqual(referenced);
  expect(alive).toHaveLength(2);
}, 60_000);
