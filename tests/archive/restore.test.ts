import { randomUUID } from "node:crypto";
import { restoreMeeting } from "@patientcare/zoom-db";
import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visitLink } from "../links/visit-a-link.ts";
import { again, aPerson, given } from "../rpc/open-platform.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { anOldMeeting, archive, isArchived, makeOld } from "./archived-meeting.ts";
import { archiveIn } from "./finished-meetings.ts";
import { archivedTables, countRows, wholeContent } from "./whole-content.ts";

let app: OpenApp;
let service: ZoomClient;
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
});
afterAll(() => app.close());

const soon = minutesFromNow(10);
const linkOf = async (meetingId: string, role: "host" | "participant" = "participant") =>
  (await service.links.get({ meetingId, role })).url;
const atZoom = async (hostEmail: string) =>
  (await app.zoom.control.journal()).filter((entry) => entry.hostEmail === hostEmail);

test("booking a cancelled visit's appointment anew brings it back: same meeting, same link, one more at Zoom", async () => {
  const { booking, meeting, link } = await anOldMeeting(app, "cancelled");
  const history = await service.lifecycle.history({ meetingId: meeting.id });
  await archive(app, meeting.id);
  const revived = await service.meetings.create({ ...booking, startTime: soon });
  expect(revived).toMatchObject({ id: meeting.id, status: "scheduled", startTime: soon });
  expect(await isArchived(app, meeting.id)).toBe(false);
  expect(await linkOf(meeting.id)).toBe(link);
  expect(await visitLink(link)).toMatchObject({ status: 200, state: "open" });
  const { transitions } = await service.lifecycle.history({ meetingId: meeting.id });
  expect(transitions.slice(0, history.transitions.length)).toEqual(history.transitions);
  await eventually(async () => {
    const entries = await atZoom(booking.hostEmail);
    expect(entries.map(({ id, deletedAt }) => [id, deletedAt !== null])).toEqual([
      [expect.any(String), true],
      [revived.zoomMeetingId, false],
    ]);
  });
  const row = await app.server.deps.db
    .selectFrom("zoom_meetings")
    .select(["generation", "join_url"])
    .where("id", "=", meeting.id)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ generation: 2, join_url: expect.any(String) });
});

test("booking it as it was answers with the archived meeting, or says why not", async () => {
  const { booking, meeting } = await anOldMeeting(app, "ended");
  await archive(app, meeting.id);
  expect(await service.meetings.create({ ...booking, startTime: meeting.startTime })).toEqual(meeting);
  const other = await refusalOf(service.meetings.create({ ...booking, startTime: soon }));
  expect(other?.reason).toBe("ILLEGAL_TRANSITION");
  expect(await isArchived(app, meeting.id)).toBe(true);
});

test("cancelling a missed one brings it back, cancelled", async () => {
  const { meeting } = await anOldMeeting(app, "missed");
  await archive(app, meeting.id);
  const cancelled = await service.meetings.cancel({ meetingId: meeting.id });
  expect(cancelled).toMatchObject({ id: meeting.id, status: "cancelled", zoomMeetingId: null });
  expect(await isArchived(app, meeting.id)).toBe(false);
  await eventually(async () => {
    const [entry] = await atZoom(meeting.hostEmail);
    expect(entry?.deletedAt).not.toBeNull();
  });
});

test("a link that is revoked in the archive stays dead when its meeting comes back", async () => {
  const { booking, meeting, link } = await anOldMeeting(app, "cancelled");
  await archive(app, meeting.id);
  await service.links.revoke({ meetingId: meeting.id, role: "participant" });
  expect(await isArchived(app, meeting.id)).toBe(true);
  await service.meetings.create({ ...booking, startTime: soon });
  expect(await linkOf(meeting.id)).not.toBe(link);
  expect(await visitLink(link)).toMatchObject({ state: "revoked" });
});

test("the platform's repeated word creates nothing; a newer one that moves the visit ahead brings it back", async () => {
  const appointment = given();
  const tell = async (event: typeof appointment) =>
    (await service.lifecycle.appointmentChanged({ appointment: event })).meeting;
  const made = await tell(appointment);
  const meetingId = made?.id ?? "";
  const links = [await linkOf(meetingId), await linkOf(meetingId, "host")];
  await makeOld(app, meetingId, "missed");
  await archive(app, meetingId);
  const archived = await service.meetings.get({ meetingId });
  const before = await app.zoom.control.journal();

  expect(await tell(appointment)).toEqual(archived);
  expect(await tell(again(appointment, { updatedAt: new Date(Date.now() - 3_600_000) }))).toEqual(archived);
  expect(await isArchived(app, meetingId)).toBe(true);
  expect(await app.zoom.control.journal()).toEqual(before);

  const moved = await tell(again(appointment, { startTime: soon }));
  expect(moved).toMatchObject({ id: meetingId, status: "scheduled", startTime: soon });
  expect([await linkOf(meetingId), await linkOf(meetingId, "host")]).toEqual(links);
});

test("another patient of an archived visit never inherits the link of the one before", async () => {
  const appointment = given();
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const meetingId = meeting?.id ?? "";
  const link = await linkOf(meetingId);
  await makeOld(app, meetingId, "missed");
  await archive(app, meetingId);
  const other = again(appointment, { patient: aPerson(), startTime: minutesFromNow(-40 * 24 * 60) });
  await service.lifecycle.appointmentChanged({ appointment: other });
  expect(await visitLink(link)).toMatchObject({ state: "revoked" });
  await service.lifecycle.appointmentChanged({
    appointment: again(other, { startTime: soon }),
  });
  expect(await visitLink(link)).toMatchObject({ state: "revoked" });
  expect(await linkOf(meetingId)).not.toBe(link);
});

test("companions go into the archive and come back as they were said, under the same links", async () => {
  const appointment = given();
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  const meetingId = meeting?.id ?? "";
  const said = { name: "Kim", interprets: "ase", language: "pt-BR", consent: true };
  const companions = [];
  for (const kind of ["captioner", "trainee"] as const) {
    companions.push(await service.links.invite({ meetingId, kind, ...said }));
  }
  const ids = companions.map(({ participantId }) => participantId);
  const stored = (table: "participants" | "participants_archive") =>
    app.server.deps.db
      .selectFrom(table)
      .select(["id", "person_id", "kind", "name", "interprets", "language", "consented_at"])
      .where("id", "in", ids)
      .orderBy("id")
      .execute();
  const before = await stored("participants");
  expect(before.flatMap((row) => Object.values(row))).not.toContain(null);
  await makeOld(app, meetingId, "missed");
  await archive(app, meetingId);
  expect(await stored("participants_archive")).toEqual(before);
  const [one, other] = companions;
  if (!one || !other) throw new Error("Nobody was invited");
  expect(await visitLink(one.url)).toMatchObject({ status: 200, state: "over" });
  const more = { meetingId, kind: "captioner", participantId: one.participantId } as const;
  expect((await refusalOf(service.links.invite(more)))?.reason).toBe("LINK_EXPIRED");
  await service.links.revoke({ meetingId, participantId: other.participantId });
  const missing = service.links.revoke({ meetingId, participantId: randomUUID() });
  expect((await refusalOf(missing))?.reason).toBe("NOT_FOUND");
  expect(await isArchived(app, meetingId)).toBe(true);

  await service.lifecycle.appointmentChanged({ appointment: again(appointment, { startTime: soon }) });
  expect(await stored("participants")).toEqual(before);
  expect(await visitLink(one.url)).toMatchObject({ state: "open" });
  expect(await visitLink(other.url)).toMatchObject({ state: "revoked" });
});

test("a meeting that comes back has every row that it left with", async () => {
  const { meeting } = await anOldMeeting(app, "missed");
  const { db } = app.server.deps;
  const live = await countRows(db, "");
  const { rows: gone } = await eventually(async () => {
    const result = await archiveIn(db);
    expect(result.rows.zoom_meetings).toBe(1);
    return result;
  });
  const before = await wholeContent(db);
  const archived = await countRows(db, "_archive");
  await db
    .transaction()
    .execute((trx) => restoreMeeting(trx, { id: meeting.id, appointment_id: meeting.appointmentId }));
  const { zoom_meetings: row, ...content } = await wholeContent(db);
  expect(content).toEqual(
    Object.fromEntries(Object.entries(before).filter(([table]) => table !== "zoom_meetings")),
  );
  expect(row).toMatchObject({ rows: before.zoom_meetings?.rows, keys: before.zoom_meetings?.rows });
  expect(await countRows(db, "")).toEqual(live);
  for (const table of archivedTables) {
    expect((await countRows(db, "_archive"))[table]).toBe((archived[table] ?? 0) - gone[table]);
  }
});
