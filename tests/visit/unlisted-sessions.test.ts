import { afterAll, beforeAll, expect, test } from "vitest";
import { aSentVisit, type Meeting } from "../links/a-visit.ts";
import { letTimePass } from "../rpc/meeting-in.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";
import { signalsOf } from "./signals-of.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ...unhurried, LINK_CLOSES_AFTER_MINUTES: "0" });
});
afterAll(() => app.close());

const db = () => app.server.deps.db;
const sessionOf = ({ id }: Meeting) =>
  db().selectFrom("meeting_sessions").selectAll().where("meeting_id", "=", id).executeTakeFirstOrThrow();
const evaluatesAt = async ({ id }: Meeting) =>
  (
    await db()
      .selectFrom("zoom_meetings")
      .select("evaluate_at")
      .where("id", "=", id)
      .executeTakeFirstOrThrow()
  ).evaluate_at;
const askAgainNow = ({ id }: Meeting) =>
  db().updateTable("zoom_meetings").set({ evaluate_at: new Date() }).where("id", "=", id).execute();
/** The window closes two minutes ago, and Zoom is asked. */
const closes = ({ id }: Meeting) => letTimePass(app, id, 12);
const asksWhetherItRuns = async (meeting: Meeting) =>
  (await app.zoom.control.calls()).filter(
    ({ method, path }) => method === "GET" && path.endsWith(`/v2/meetings/${zoomIdOf(meeting)}`),
  ).length;
const wholeSeconds = ({ at }: { at: string }) => new Date(Math.floor(Date.parse(at) / 1000) * 1000);

/** Both are in the room; neither its end is delivered, nor does Zoom list it among the past ones. */
async function aSessionThatIsNotListed() {
  const { control } = app.zoom;
  const meeting = await aSentVisit(app, { startTime: minutesFromNow(-5), duration: 15 });
  const id = zoomIdOf(meeting);
  await control.dropEvents(["meeting.ended", "meeting.participant_left"], { meetingId: id });
  const joined = ago(120);
  await control.start(id, ago(240));
  await control.join(id, { name: "Sam", email: people.patient.email, ...joined });
  await becomes(app, meeting, { status: "started" });
  await control.listSession(id, { listed: false });
  return { meeting, lastHeard: wholeSeconds(joined) };
}

test("it runs no more: closed when the window has closed, at the last thing heard of it, and its seconds are not settled", async () => {
  const { meeting, lastHeard } = await aSessionThatIsNotListed();
  await app.zoom.control.end(zoomIdOf(meeting));
  expect(await sessionOf(meeting)).toMatchObject({ ended_at: null });
  await closes(meeting);
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  expect(await sessionOf(meeting)).toMatchObject({
    ended_at: lastHeard,
    heard_at: lastHeard,
    end_assumed: true,
    complete: false,
  });
  const proofs = (await signalsOf(app, meeting)).filter(({ type }) => type === "visit-proof");
  expect(proofs.filter(({ settled }) => settled)).toEqual([]);
});

test("Zoom says that it runs: it stays open and is asked for again; once it does not, its end is when it last ran", async () => {
  const { meeting } = await aSessionThatIsNotListed();
  const asked = await asksWhetherItRuns(meeting);
  const before = new Date();
  await closes(meeting);
  await eventually(async () => expect(await asksWhetherItRuns(meeting)).toBeGreaterThan(asked));
  await eventually(async () =>
    expect((await evaluatesAt(meeting))?.getTime()).toBeGreaterThan(Date.now() + 3 * 60_000),
  );
  await becomes(app, meeting, { status: "started", outcome: null });
  const { ended_at, heard_at } = await sessionOf(meeting);
  expect(ended_at).toBeNull();
  expect(heard_at.getTime()).toBeGreaterThanOrEqual(before.getTime() - 1_000);
  await app.zoom.control.end(zoomIdOf(meeting));
  await askAgainNow(meeting);
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  expect(await sessionOf(meeting)).toMatchObject({ ended_at: heard_at, end_assumed: true });
});

test("Zoom cannot be asked: it stays open, and is asked for again a minute later", async () => {
  const { meeting, lastHeard } = await aSessionThatIsNotListed();
  const id = zoomIdOf(meeting);
  await app.zoom.control.end(id);
  const match = { method: "GET", path: `/v2/meetings/${id}$` };
  await app.zoom.control.addFault({ kind: "status", status: 503, times: -1, match });
  await closes(meeting);
  await eventually(async () => {
    const next = (await evaluatesAt(meeting))?.getTime();
    expect(next).toBeGreaterThan(Date.now() + 30_000);
    expect(next).toBeLessThan(Date.now() + 61_000);
  });
  await becomes(app, meeting, { status: "started", outcome: null });
  expect(await sessionOf(meeting)).toMatchObject({ ended_at: null });
  await app.zoom.control.clearFaults();
  await askAgainNow(meeting);
  await becomes(app, meeting, { status: "ended", outcome: "held" });
  expect(await sessionOf(meeting)).toMatchObject({ ended_at: lastHeard, end_assumed: true });
});
