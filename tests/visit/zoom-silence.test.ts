import { expect, onTestFinished, test } from "vitest";
import { aSentVisit, linkOf, type Meeting } from "../links/a-visit.ts";
import { pass } from "../links/visit-a-link.ts";
import { letTimePass } from "../rpc/meeting-in.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { addEarlierAccess } from "./as-if-earlier.ts";
import { ago, becomes, zoomIdOf } from "./follow.ts";
import { bookedLongAgo } from "./signals-of.ts";

async function aSilentZoom(): Promise<OpenApp> {
  const app = await openApp({ ...unhurried, LINK_CLOSES_AFTER_MINUTES: "0" });
  onTestFinished(() => app.close());
  await app.zoom.control.drop(true);
  return app;
}

const slot = () => ({ startTime: minutesFromNow(-5), duration: 15 });
const askedFor = async (app: OpenApp, meeting: Meeting) =>
  (await app.zoom.control.calls()).filter(({ path }) => path.includes(`/past_meetings/${zoomIdOf(meeting)}`))
    .length;
const askAgainNow = ({ server }: OpenApp, { id }: Meeting) =>
  server.deps.db.updateTable("zoom_meetings").set({ evaluate_at: new Date() }).where("id", "=", id).execute();

/** Somebody went on to Zoom with the link of this visit, four minutes ago. */
async function goesOn(app: OpenApp, meeting: Meeting): Promise<void> {
  const { db } = app.server.deps;
  expect((await pass(await linkOf(app, meeting))).status).toBe(303);
  const redirect = await db
    .selectFrom("access_log")
    .selectAll()
    .where("meeting_id", "=", meeting.id)
    .where("action", "=", "links.redirect")
    .executeTakeFirstOrThrow();
  await addEarlierAccess(db, { ...redirect, at: minutesFromNow(-4) });
}

/** The window is over and Zoom was asked; the visit is to be looked at again soon. */
async function isNotDecided(app: OpenApp, meeting: Meeting): Promise<void> {
  await letTimePass(app, meeting.id, 12);
  await eventually(async () => {
    const row = await app.server.deps.db
      .selectFrom("zoom_meetings")
      .select(["evaluate_at", "zoom_checked_at"])
      .where("id", "=", meeting.id)
      .executeTakeFirstOrThrow();
    // An evaluation from before may have set its own time meanwhile.
    if (row.zoom_checked_at === null) await askAgainNow(app, meeting);
    expect(row.zoom_checked_at).not.toBeNull();
    expect(row.evaluate_at?.getTime()).toBeLessThan(Date.now() + 31_000);
  });
  expect(await askedFor(app, meeting)).toBeGreaterThan(0);
  await becomes(app, meeting, { status: "scheduled", outcome: null, appointmentStatus: "CONFIRMED" });
}

/** Zoom delivers again, whatever of. */
async function speaksAgain(app: OpenApp, other: Meeting): Promise<void> {
  await app.zoom.control.drop(false);
  await app.zoom.control.start(zoomIdOf(other));
  await becomes(app, other, { status: "started" });
  // Noted beside the deliveries, some seconds later.
  const { db } = app.server.deps;
  await eventually(async () => {
    const heard = await db.selectFrom("webhook_health").select("at").where("key", "=", "delivery").execute();
    expect(heard).toHaveLength(1);
  });
}

test("nothing was delivered of any meeting since somebody went on to Zoom: nobody is called absent until something is", async () => {
  const app = await aSilentZoom();
  const nobody = await aSentVisit(app, slot());
  const patientOnly = await aSentVisit(app, slot());
  const other = await aSentVisit(app, slot());
  await goesOn(app, other);
  await goesOn(app, patientOnly);
  for (const meeting of [nobody, patientOnly]) await isNotDecided(app, meeting);
  await speaksAgain(app, other);
  for (const meeting of [nobody, patientOnly]) await askAgainNow(app, meeting);
  await becomes(app, nobody, { status: "missed", outcome: "both_absent", appointmentStatus: "NO_SHOW" });
  await becomes(app, patientOnly, {
    status: "missed",
    outcome: "doctor_absent",
    appointmentStatus: "CONFIRMED",
  });
}, 60_000);

test("so it is while a query shows a session of which nothing was delivered", async () => {
  const app = await aSilentZoom();
  const nobody = await aSentVisit(app, slot());
  const unheard = await aSentVisit(app, { startTime: minutesFromNow(-8), duration: 30 });
  const { control } = app.zoom;
  await control.start(zoomIdOf(unheard), ago(400));
  await control.join(zoomIdOf(unheard), { name: "Sam", email: people.patient.email, ...ago(390) });
  await control.end(zoomIdOf(unheard), ago(380));
  await bookedLongAgo(app, unheard);
  await becomes(app, unheard, { status: "ended", outcome: "held" });
  await isNotDecided(app, nobody);
  await speaksAgain(app, unheard);
  await askAgainNow(app, nobody);
  await becomes(app, nobody, { status: "missed", outcome: "both_absent", appointmentStatus: "NO_SHOW" });
}, 60_000);
