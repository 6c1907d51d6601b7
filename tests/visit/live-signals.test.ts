import { afterAll, beforeAll, expect, test } from "vitest";
import { aSentVisit, type Meeting } from "../links/a-visit.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago, becomes, momentsBefore, zoomIdOf } from "./follow.ts";
import { bookedLongAgo, signalsOf } from "./signals-of.ts";
import { playUnheard } from "./unheard-visit.ts";

// With no minutes after the visit, a window closes within seconds.
const duration = 15;
let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

const minutesAfter = ({ startTime }: Meeting, minutes: number) =>
  new Date(startTime.getTime() + minutes * 60_000);
const visitThatBegan = (minutesAgo: number) =>
  aSentVisit(app, { startTime: minutesFromNow(-minutesAgo), duration });
const closesSoon = () => visitThatBegan(duration - 8 / 60);

test.concurrent("who is not there five minutes after the start is late, by the clock alone", async () => {
  const meeting = await visitThatBegan(5 - 3 / 60);
  await bookedLongAgo(app, meeting);
  await eventually(async () => {
    const late = { type: "late", source: "clock", at: minutesAfter(meeting, 5), settled: false };
    expect(await signalsOf(app, meeting)).toEqual([
      { ...late, who: "doctor", afterMinutes: 5, since: meeting.startTime.toISOString() },
      { ...late, who: "patient", afterMinutes: 5, since: meeting.startTime.toISOString() },
    ]);
  });
});

test.concurrent("a patient at the door waits too long after ten minutes, and is not late", async () => {
  const meeting = await visitThatBegan(10 - 4 / 60);
  await app.zoom.control.arrive(zoomIdOf(meeting), {
    name: "Sam",
    email: people.patient.email,
    ...ago(11 * 60),
  });
  const known = app.server.deps.db.selectFrom("meeting_events").where("meeting_id", "=", meeting.id);
  await eventually(async () =>
    expect(await known.select("type").where("type", "=", "waiting").execute()).toHaveLength(1),
  );
  await bookedLongAgo(app, meeting);
  await eventually(async () => {
    expect(await signalsOf(app, meeting)).toMatchObject([
      { type: "late", who: "doctor" },
      {
        type: "waiting-too-long",
        who: null,
        at: minutesAfter(meeting, 10),
        since: meeting.startTime.toISOString(),
      },
    ]);
  });
  await becomes(app, meeting, { status: "scheduled" });
});

test.concurrent("once settled, a visit has its proof, and who waited where for how long", async () => {
  const meeting = await closesSoon();
  const id = zoomIdOf(meeting);
  const { control } = app.zoom;
  const since = momentsBefore();
  await control.start(id, since(840));
  const { userId } = await control.waitingRoom(id, {
    name: "Sam",
    email: people.patient.email,
    ...since(800),
  });
  await control.admit(id, userId, since(740));
  await control.end(id, since(140));
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  await eventually(async () => {
    const signals = await signalsOf(app, meeting);
    expect(signals).toMatchObject([
      { type: "visit-proof", who: null, settled: true, seconds: 600 },
      {
        type: "waited",
        who: "patient",
        settled: true,
        seconds: 60,
        waits: [{ place: "waiting-room" }],
      },
    ]);
    expect(JSON.stringify(signals)).not.toMatch(/Sam|@/);
  });
});

test.concurrent("a patient who waited in vain did not miss the visit: the doctor did", async () => {
  const meeting = await closesSoon();
  await app.zoom.control.arrive(zoomIdOf(meeting), { name: "Sam", email: people.patient.email, ...ago(800) });
  await becomes(app, meeting, {
    status: "missed",
    outcome: "doctor_absent",
    appointmentStatus: "CONFIRMED",
  });
  await eventually(async () => {
    const settled = (await signalsOf(app, meeting)).filter(({ at }) => at >= minutesAfter(meeting, duration));
    expect(settled).toMatchObject([{ type: "no-show", who: "doctor", outcome: "doctor_absent" }]);
  });
  const service = await app.as("service");
  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  expect(transitions.at(-1)).toMatchObject({
    outcome: "doctor_absent",
    who: "doctor",
    evidence: null,
    reason: "The patient came, the doctor was not there",
  });
});

test.concurrent("news that comes late takes back what was said, and nothing of it is rewritten", async () => {
  await using app = await openApp();
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(-7) });
  await control.pause();
  await control.start(zoomIdOf(meeting), ago(400));
  await control.join(zoomIdOf(meeting), { name: "Sam", email: people.patient.email, ...ago(30) });
  await bookedLongAgo(app, meeting);
  const lates = [
    { type: "late", who: "doctor", settled: false },
    { type: "late", who: "patient", settled: false },
  ];
  await eventually(async () => expect(await signalsOf(app, meeting)).toMatchObject(lates));
  await control.resume({ shuffle: true, duplicate: 2 });
  await eventually(async () =>
    expect(await signalsOf(app, meeting)).toMatchObject([
      ...lates,
      { type: "corrected", corrects: "late", who: "doctor", stands: false },
    ]),
  );
});

test.concurrent("a no-show that turns out to have come is corrected after it was settled", async () => {
  await using app = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(-duration + 6 / 60), duration });
  await playUnheard(app, meeting);
  const noShows = [
    { type: "no-show", who: "doctor", outcome: "both_absent" },
    { type: "no-show", who: "patient", outcome: "both_absent" },
  ];
  await eventually(async () => expect(await signalsOf(app, meeting)).toMatchObject(noShows));
  await control.resume({ shuffle: true, duplicate: 2 });
  await becomes(app, meeting, { status: "ended", outcome: "held", appointmentStatus: "COMPLETED" });
  await eventually(async () => {
    const signals = await signalsOf(app, meeting);
    expect(signals.slice(0, 2)).toMatchObject(noShows);
    const standing = (type: string) => signals.filter((signal) => signal.type === type);
    expect(standing("visit-proof")).toMatchObject([{ seconds: 90 }]);
    expect(standing("corrected")).toMatchObject([
      { corrects: "no-show", stands: false },
      { corrects: "no-show", stands: false },
    ]);
  });
});
