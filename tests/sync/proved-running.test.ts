import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { pass } from "../links/visit-a-link.ts";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 10 });
beforeAll(async () => {
  app = await openApp();
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const db = () => app.server.deps.db;
const stateOf = async (zoomId: string) =>
  (
    await db()
      .selectFrom("zoom_references")
      .select("state")
      .where("zoom_meeting_id", "=", zoomId)
      .executeTakeFirst()
  )?.state;

/** A room that runs, and of which Zoom says that there is no such meeting until another was made instead. */
async function aReplacedRoom(startTime = minutesFromNow(5)) {
  const host = aHost(app);
  const service = await app.as("service");
  const made = await service.meetings.create(host.booking({ startTime }));
  const first = made.zoomMeetingId ?? "";
  const links = {
    host: (await service.links.get({ meetingId: made.id, role: "host" })).url,
    participant: (await service.links.get({ meetingId: made.id, role: "participant" })).url,
  };
  await db()
    .updateTable("zoom_attempts")
    .set({ sent_at: minutesFromNow(-10) })
    .where("meeting_id", "=", made.id)
    .execute();
  const { marker, join_url, password } = await host.row(made.id);
  await app.zoom.control.start(first);
  const missing = { code: 3001, message: "Meeting does not exist." };
  await host.fault("GET", { kind: "status", status: 404, body: missing, times: -1 }, `/meetings/${first}$`);
  // As after a first such answer, a while ago.
  await db()
    .updateTable("zoom_meetings")
    .set({ missing_since: minutesFromNow(-1), next_attempt_at: sql<Date>`clock_timestamp()` })
    .where("id", "=", made.id)
    .execute();
  const second = await eventually(async () => {
    const { zoom_meeting_id } = await host.row(made.id);
    expect(zoom_meeting_id).not.toBe(first);
    return zoom_meeting_id ?? "";
  });
  const isSeenAgain = async () => {
    await app.zoom.control.clearFaults();
    await db()
      .updateTable("zoom_references")
      .set({ next_attempt_at: sql<Date>`clock_timestamp()` })
      .where("zoom_meeting_id", "=", first)
      .execute();
    await db()
      .updateTable("zoom_meetings")
      .set({ next_attempt_at: sql<Date>`clock_timestamp()` })
      .where("id", "=", made.id)
      .execute();
  };
  return {
    ...host,
    service,
    id: made.id,
    first,
    second,
    links,
    before: { marker, join_url, password },
    isSeenAgain,
  };
}

test("a meeting that counted as gone and cannot be deleted since it runs is the visit's again: links lead there, the other goes", async () => {
  const { id, first, second, links, before, isSeenAgain, row, settled, alive, calls, service } =
    await aReplacedRoom();
  await eventually(async () => expect((await calls("DELETE")).length).toBeGreaterThan(0));
  expect((await row(id)).zoom_meeting_id).toBe(second);
  await isSeenAgain();
  await eventually(async () => expect((await row(id)).zoom_meeting_id).toBe(first));
  await settled(id);
  expect([await stateOf(first), await stateOf(second)]).toEqual(["current", "deleted"]);
  const found = await row(id);
  expect(found).toMatchObject({ marker: before.marker, missing_since: null });
  const read = (columns: typeof before, column: "join_url" | "password") => {
    const value = columns[column];
    return value && app.server.deps.encryption.decrypt({ record: "zoom_meetings", column, id }, value);
  };
  for (const column of ["join_url", "password"] as const)
    expect(read(found, column)).toBe(read(before, column));
  expect((await pass(links.participant)).location).toContain(`/j/${first}`);
  expect((await pass(links.host)).location).toContain(`/s/${first}`);
  expect((await service.links.get({ meetingId: id, role: "participant" })).url).toBe(links.participant);
  expect(await alive()).toMatchObject([{ id: first, live: true }]);
  expect(await calls("PUT")).toEqual([]);
  expect(await calls("POST")).toHaveLength(2);
  expect(await calls("PATCH")).toEqual([]);
}, 60_000);

test("what was changed while it counted as gone is sent to it", async () => {
  const { id, first, isSeenAgain, service, row, journal } = await aReplacedRoom(minutesFromNow(30));
  await service.meetings.update({ meetingId: id, duration: 45 });
  await isSeenAgain();
  await eventually(async () => expect((await row(id)).zoom_meeting_id).toBe(first));
  await eventually(async () => {
    const found = (await journal()).find((entry) => entry.id === first);
    expect(found).toMatchObject({ duration: 45, live: true });
  });
}, 60_000);

test("both rooms run: one is the visit's, the other waits until it is over, and neither takes the place again and again", async () => {
  const { id, first, second, isSeenAgain, row, calls } = await aReplacedRoom();
  await app.zoom.control.start(second);
  await isSeenAgain();
  await eventually(async () => expect((await row(id)).zoom_meeting_id).toBe(first));
  const revision = (await row(id)).revision;
  await eventually(async () => expect((await calls("DELETE")).length).toBeGreaterThan(3), 20_000);
  expect(await row(id)).toMatchObject({ zoom_meeting_id: first, revision });
  expect(await stateOf(second)).toBe("deleting");
  expect(await calls("PUT")).toEqual([]);
}, 60_000);

test("the platform cancels meanwhile: the call goes on in the room where it is, and nobody else gets in", async () => {
  const { id, host, first, second, links, isSeenAgain, service, row, calls } = await aReplacedRoom();
  const { appointment_id: appointmentId, start_time: startTime, duration } = await row(id);
  const doctor = { email: host };
  const patient = { email: people.patient.email };
  const appointment = {
    id: appointmentId,
    status: "CANCELLED",
    startTime,
    duration,
    doctor,
    patient,
  } as const;
  await service.lifecycle.appointmentChanged({ appointment: { ...anAppointment(), ...appointment } });
  await isSeenAgain();
  await eventually(async () => expect((await row(id)).zoom_meeting_id).toBe(first), 20_000);
  expect(await row(id)).toMatchObject({ status: "scheduled", attentions: ["cancelled-while-live"] });
  expect((await pass(links.participant)).status).toBe(410);
  await eventually(async () => expect(await stateOf(second)).toBe("deleted"));
  expect(await calls("PUT")).toEqual([]);
}, 60_000);

test("a person of ours cancels meanwhile: the call is ended, and nothing comes back", async () => {
  const { id, first, second, isSeenAgain, row, alive, calls } = await aReplacedRoom();
  await (await app.as("staff")).meetings.cancel({ meetingId: id });
  await isSeenAgain();
  await eventually(async () => expect(await stateOf(first)).toBe("deleted"), 20_000);
  expect(await row(id)).toMatchObject({ status: "cancelled", zoom_meeting_id: null });
  expect(await alive()).toEqual([]);
  expect(await calls("PUT")).toHaveLength(1);
  expect(await stateOf(second)).toBe("deleted");
}, 60_000);
