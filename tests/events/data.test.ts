import { insertEvents } from "@patientcare/zoom-db";
import type { MeetingEvent } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aSentVisit, aVisit, type Meeting } from "../links/a-visit.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { becomes, momentsBefore, zoomIdOf } from "../visit/follow.ts";
import { bookedLongAgo } from "../visit/signals-of.ts";
import { playUnheard } from "../visit/unheard-visit.ts";
import { anEvent } from "./an-event.ts";
import { feedAtRest } from "./feed-at-rest.ts";
import { openStream } from "./open-stream.ts";

// With no minutes after the visit, a window closes within seconds.
const duration = 15;
let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

/** The events of a meeting from now on. */
async function follow({ url }: OpenApp, { id: meetingId }: Meeting) {
  const stream = await openStream(url, await tokenFor(people.service), { meetingId });
  return {
    ...stream,
    dataOf: (type: MeetingEvent["type"], settled = true) =>
      stream
        .events()
        .filter((event) => event.type === type && event.data.settled === settled)
        .map(({ data }) => data)
        .sort((a, b) => String(a.who).localeCompare(String(b.who))),
  };
}

test("of what is stored with an event, only the listed fields are told, and only as they should be", async () => {
  const meeting = await aVisit(app, { startTime: minutesFromNow(600) });
  await feedAtRest(app);
  const feed = await follow(app, meeting);
  const since = "2030-05-07T10:00:00.000Z";
  const to = "2030-05-07T10:01:30.000Z";
  const told = { who: "patient", evidence: "email", settled: true, seconds: 90, corrects: "late" };
  const secret = {
    name: "Sam Okafor",
    email: "sam@mail.example",
    stay: "7",
    startTime: since,
    reason: "ill",
  };
  const unfit = { who: "Sam Okafor", evidence: "sam@mail.example", settled: "+49 30 1234", since: "soon" };
  for (const data of [{ ...secret, ...told, since, from: since, to }, unfit, { who: null }]) {
    await insertEvents(app.server.deps.db, [anEvent(meeting.id, { data: JSON.stringify(data) })]);
  }
  const [full, empty, anybody] = await feed.have(3);
  expect(full?.data).toEqual({ ...told, since: new Date(since), from: new Date(since), to: new Date(to) });
  expect(empty?.data).toEqual({});
  expect(anybody?.data).toEqual({ who: null });
  expect(Object.keys(full ?? {}).sort()).toEqual(
    ["appointmentId", "at", "data", "id", "meetingId", "recordedAt", "source", "type"].sort(),
  );
  expect(full).toMatchObject({ meetingId: meeting.id, appointmentId: meeting.appointmentId });
});

test("a visit is told with who, on what evidence, since when, for how long, and whether it is settled", async () => {
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(-duration + 8 / 60), duration });
  const feed = await follow(app, meeting);
  const id = zoomIdOf(meeting);
  const patient = { name: "Sam", email: people.patient.email };
  const since = momentsBefore();
  const at = (seconds: number) => new Date(Math.floor(Date.parse(since(seconds).at) / 1000) * 1000);
  await bookedLongAgo(app, meeting);
  await control.arrive(id, { ...patient, ...since(880) });
  await control.start(id, since(200));
  const { userId } = await control.waitingRoom(id, { ...patient, ...since(190) });
  await control.admit(id, userId, since(130));
  await control.end(id, since(60));
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  await eventually(() => expect(feed.dataOf("visit-proof")).toHaveLength(1));

  const lateBy = (at(200).getTime() - meeting.startTime.getTime()) / 1000;
  const late = { who: "doctor", since: meeting.startTime };
  expect(feed.dataOf("late", false)).toEqual([{ ...late, settled: false }]);
  expect(feed.dataOf("late")).toEqual([{ ...late, settled: true, seconds: lateBy, evidence: "host-id" }]);
  const tooLong = { who: "patient", evidence: "email", since: at(880) };
  const toTheStart = { from: at(880), to: at(200), seconds: 680 };
  expect(feed.dataOf("waiting-too-long", false)).toEqual([{ ...tooLong, settled: false }]);
  expect(feed.dataOf("waiting-too-long")).toEqual([{ ...tooLong, ...toTheStart, settled: true }]);
  expect(feed.dataOf("visit-proof")).toEqual([
    {
      who: null,
      evidence: "email",
      settled: true,
      since: at(130),
      from: at(130),
      to: at(60),
      seconds: 70,
    },
  ]);
  expect(feed.dataOf("waited")).toMatchObject([{ who: "patient", evidence: "email", settled: true }]);
  expect(JSON.stringify(feed.events())).not.toMatch(/Sam|@|http/);
});

test("an absence is told settled, and the correction that takes it back names it and has no beginning", async () => {
  await using alone = await openApp({ LINK_CLOSES_AFTER_MINUTES: "0" });
  const { control } = alone.zoom;
  const meeting = await aSentVisit(alone, { startTime: minutesFromNow(-duration + 6 / 60), duration });
  const feed = await follow(alone, meeting);
  await playUnheard(alone, meeting);
  const both = (data: object) => ["doctor", "patient"].map((who) => ({ who, settled: true, ...data }));
  await eventually(() => expect(feed.dataOf("no-show")).toEqual(both({ since: meeting.startTime })));
  await control.resume({ shuffle: true, duplicate: 2 });
  await eventually(() => expect(feed.dataOf("corrected")).toEqual(both({ corrects: "no-show" })));
});
