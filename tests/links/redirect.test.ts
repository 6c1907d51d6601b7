import { sql } from "kysely";
import { expect, test } from "vitest";
import { anAppointment } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { nextRequest } from "../support/next-request.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { aVisit, linkOf, type Meeting } from "./a-visit.ts";
import { accessRows } from "./access-rows.ts";
import { pass } from "./visit-a-link.ts";

const oneMeeting = "^/v2/meetings/";

/** When the window opens, the service fetches a start URL to keep; tests that count or break calls wait for it. */
const untilOneIsKept = ({ server }: OpenApp, { id }: Meeting) =>
  eventually(async () => {
    const row = await server.deps.db
      .selectFrom("zoom_meetings")
      .select(["host_url", "evaluate_at"])
      .where("id", "=", id)
      .where("host_url", "is not", null)
      .executeTakeFirst();
    expect(row).toBeDefined();
  });

const keptSince = ({ server }: OpenApp, { id }: Meeting, minutes: number) =>
  server.deps.db
    .updateTable("zoom_meetings")
    .set({ host_url_fetched_at: sql`clock_timestamp() - make_interval(mins => ${minutes})` })
    .where("id", "=", id)
    .execute();

test.concurrent("patients go on to the join URL, doctors to a start URL that is new each time", async () => {
  await using app = await openApp();
  const meeting = await aVisit(app);
  const [patients, doctors] = [await linkOf(app, meeting), await linkOf(app, meeting, "host")];
  const joined = [await pass(patients), await pass(patients)];
  const started = [await pass(doctors), await pass(doctors)];
  for (const { status } of [...joined, ...started]) expect(status).toBe(303);
  const [join, again] = joined.map(({ location }) => location);
  expect(join).toMatch(new RegExp(`^${app.zoom.url}/j/${meeting.zoomMeetingId}\\?pwd=`));
  expect(again).toBe(join);
  const [start, next] = started.map(({ location }) => location);
  for (const url of [start, next]) expect(url).toMatch(`${app.zoom.url}/s/${meeting.zoomMeetingId}?zak=`);
  expect(next).not.toBe(start);

  const redirects = (await accessRows(app, meeting.id)).filter(({ action }) => action === "links.redirect");
  expect(redirects.map(({ decision, reason }) => [decision, reason])).toEqual(
    Array.from({ length: 4 }, () => ["allowed", null]),
  );
  expect(new Set(redirects.map(({ participant_id }) => participant_id)).size).toBe(2);
});

test.concurrent("while Zoom is away patients get in, and doctors by a start URL kept for at most 90 minutes", async () => {
  await using app = await openApp();
  const meeting = await aVisit(app);
  await untilOneIsKept(app, meeting);
  const [patients, doctors] = [await linkOf(app, meeting), await linkOf(app, meeting, "host")];
  const fresh = (await pass(doctors)).location;
  await app.zoom.control.outage(true);
  expect((await pass(patients)).status).toBe(303);
  expect(await pass(doctors)).toMatchObject({ status: 303, location: fresh });
  await keptSince(app, meeting, 89);
  expect(await pass(doctors)).toMatchObject({ status: 303, location: fresh });
  await keptSince(app, meeting, 91);
  const refused = await pass(doctors);
  expect(refused).toMatchObject({ status: 503, state: "pending", location: null });
  expect(refused.html).toContain("Zoom cannot be reached");
  expect((await accessRows(app, meeting.id)).at(-1)).toMatchObject({ reason: "ZOOM_UNAVAILABLE" });
  await app.zoom.control.outage(false);
  expect((await pass(doctors)).status).toBe(303);
});

test.concurrent("a kept start URL of a meeting that Zoom no longer has leads nobody on", async () => {
  await using app = await openApp();
  const meeting = await aVisit(app);
  await untilOneIsKept(app, meeting);
  const doctors = await linkOf(app, meeting, "host");
  const body = { code: 3001, message: "Meeting does not exist." };
  await app.zoom.control.addFault({
    match: { method: "GET", path: oneMeeting },
    kind: "status",
    status: 404,
    body,
    times: -1,
  });
  expect(await pass(doctors)).toMatchObject({ status: 503, location: null });
});

const meanwhile = {
  "is revoked": {
    reason: "LINK_REVOKED",
    state: "revoked",
    act: async ({ as }: OpenApp, { id }: Meeting) =>
      (await as("staff")).links.revoke({ meetingId: id, role: "host" }),
  },
  "loses its meeting": {
    reason: "LINK_EXPIRED",
    state: "cancelled",
    act: async ({ as }: OpenApp, { id }: Meeting) => (await as("staff")).meetings.cancel({ meetingId: id }),
  },
  "belongs to a doctor who was replaced": {
    reason: "LINK_REVOKED",
    state: "revoked",
    act: async ({ as }: OpenApp, { appointmentId, startTime }: Meeting) => {
      const { sub, email } = people.otherDoctor;
      const appointment = anAppointment({ id: appointmentId, startTime, doctor: { id: sub, email } });
      await (await as("service")).lifecycle.appointmentChanged({ appointment });
    },
  },
} as const;

test.concurrent.for(Object.entries(meanwhile))(
  "a link that %s while Zoom hangs lets nobody through",
  async ([, { reason, state, act }]) => {
    await using app = await openApp();
    const service = await app.as("service");
    const { meeting } = await service.lifecycle.appointmentChanged({ appointment: anAppointment() });
    if (!meeting) throw new Error("No meeting was made");
    await untilOneIsKept(app, meeting);
    const doctors = await linkOf(app, meeting, "host");
    await app.zoom.control.clearCalls();
    await app.zoom.control.addFault({
      match: { method: "GET", path: `${oneMeeting}${meeting.zoomMeetingId}` },
      kind: "delay",
      delayMs: 1000,
    });
    const atZoom = nextRequest("GET", `/v2/meetings/${meeting.zoomMeetingId}`);
    const passing = pass(doctors);
    await atZoom;
    await act(app, meeting);
    expect(await passing).toMatchObject({ status: 410, state, location: null });
    // Zoom was asked, so the link was still good when the doctor clicked.
    expect(await app.zoom.control.calls()).toContainEqual(
      expect.objectContaining({ method: "GET", path: `/v2/meetings/${meeting.zoomMeetingId}` }),
    );
    expect((await accessRows(app, meeting.id)).at(-1)).toMatchObject({ decision: "refused", reason });
  },
);

test.concurrent("an access log that cannot be written serves no link and lets nobody through", async () => {
  await using app = await openApp();
  const { db } = app.server.deps;
  const meeting = await aVisit(app);
  const url = await linkOf(app, meeting);
  await sql`create function break_log() returns trigger language plpgsql as
    'begin raise exception ''the disk is full''; end'`.execute(db);
  await sql`create trigger break_log before insert on access_log for each row execute function break_log()`.execute(
    db,
  );
  const service = await app.as("service");
  for (const role of ["host", "participant"] as const) {
    await expect(service.links.get({ meetingId: meeting.id, role })).rejects.toMatchObject({
      reason: "INTERNAL_ERROR",
    });
  }
  expect(await pass(url)).toMatchObject({ status: 500, location: null });
  await expect(service.links.revoke({ meetingId: meeting.id, role: "participant" })).rejects.toThrow();
  await sql`drop trigger break_log on access_log`.execute(db);
  expect(await db.selectFrom("join_links").select("id").execute()).toHaveLength(1);
  expect((await pass(url)).status).toBe(303);
});

test.concurrent("who asked for a link and who was refused one is on record, without names or addresses", async () => {
  await using app = await openApp();
  const service = await app.as("service");
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment: anAppointment() });
  if (!meeting) throw new Error("No meeting was made");
  const of = { meetingId: meeting.id };
  await (await app.as("patient")).links.get({ ...of, role: "participant" });
  await expect((await app.as("patient")).links.get({ ...of, role: "host" })).rejects.toThrow();
  await expect((await app.as("otherPatient")).links.get({ ...of, role: "participant" })).rejects.toThrow();
  await (await app.as("doctor")).links.revoke({ ...of, role: "participant" });
  await (await app.as("staff")).meetings.cancel(of);
  await expect((await app.as("doctor")).links.get({ ...of, role: "host" })).rejects.toThrow();
  const rows = await accessRows(app, meeting.id);
  expect(rows.map(({ action, decision, reason, actor }) => [action, decision, reason, actor])).toEqual([
    ["lifecycle.appointmentChanged", "allowed", null, people.service.sub],
    ["links.get", "allowed", null, people.patient.sub],
    ["links.get", "refused", "FORBIDDEN", people.patient.sub],
    ["links.get", "refused", "MEETING_NOT_FOUND", people.otherPatient.sub],
    ["links.revoke", "allowed", null, people.doctor.sub],
    ["meetings.cancel", "allowed", null, people.staff.sub],
    ["links.get", "refused", "LINK_EXPIRED", people.doctor.sub],
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/@|Rivers|Moreau/);
});

test.concurrent("an address of Zoom's that is not Zoom's never gets out", async () => {
  await using app = await openApp();
  const evil = "https://zoom.us.evil.example/j/123456789";
  const body = { id: 123456789, join_url: evil, start_url: evil, settings: {} };
  const answer = { kind: "status", body, times: -1 } as const;
  await app.zoom.control.addFault({ match: { method: "POST", path: "/users/" }, status: 201, ...answer });
  const fooled = await aVisit(app, { waitMs: 500 });
  for (const role of ["host", "participant"] as const) {
    const refused = await pass(await linkOf(app, fooled, role));
    expect(refused).toMatchObject({ status: 503, state: "pending", location: null });
    expect(refused.html).not.toContain("evil");
  }

  await app.zoom.control.clearFaults();
  const good = await aVisit(app);
  await untilOneIsKept(app, good);
  await app.zoom.control.addFault({ match: { method: "GET", path: oneMeeting }, status: 200, ...answer });
  const passed = await pass(await linkOf(app, good, "host"));
  expect(passed).toMatchObject({ status: 303 });
  expect(passed.location).toContain(`${app.zoom.url}/s/${good.zoomMeetingId}`);
});
