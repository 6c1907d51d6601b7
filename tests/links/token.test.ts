import { createHash } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { startApp } from "../support/start-app.ts";
import { people } from "../support/tokens.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { pass, visitLink } from "./visit-a-link.ts";

const linksOf = ({ server }: OpenApp, meetingId: string) =>
  server.deps.db
    .selectFrom("join_links as l")
    .innerJoin("participants as p", "p.id", "l.participant_id")
    .select(["l.token_hash", "l.token", "l.revoked_at", "p.role", "p.removed_at"])
    .where("l.meeting_id", "=", meetingId)
    .orderBy("l.created_at")
    .execute();

test("a token is 128 random bits that the database holds hashed and encrypted only", async () => {
  const app = await startApp();
  const meeting = await aVisit(app);
  const urls = [await linkOf(app, meeting), await linkOf(app, meeting, "host")];
  const rows = await linksOf(app, meeting.id);
  expect(rows).toHaveLength(2);
  for (const [index, url] of urls.entries()) {
    const token = url.slice(`${app.url}/j/`.length);
    expect(url).toBe(`${app.url}/j/${token}`);
    const bits = Buffer.from(token, "base64url");
    expect([bits.length, bits.toString("base64url")]).toEqual([16, token]);
    expect(rows[index]?.token_hash).toEqual(createHash("sha256").update(token).digest());
    const { rows: dump } = await sql<{ text: string }>`
      select l::text as text from join_links l union all select a::text from access_log a
    `.execute(app.server.deps.db);
    const kept = dump.map(({ text }) => text).join("\n");
    for (const clear of [token, bits.toString("hex"), bits.toString("base64")])
      expect(kept).not.toContain(clear);
  }
  expect(new Set(urls).size).toBe(2);
});

test("50 people asking at once get one link", async () => {
  const app = await startApp();
  const meeting = await aVisit(app);
  const service = await app.as("service");
  const asked = await Promise.all(
    Array.from({ length: 50 }, () => service.links.get({ meetingId: meeting.id, role: "participant" })),
  );
  expect(new Set(asked.map(({ url }) => url)).size).toBe(1);
  expect(await linksOf(app, meeting.id)).toHaveLength(1);
});

test("a link stays the same over a reschedule, and over a cancellation that is taken back", async () => {
  const app = await startApp();
  const service = await app.as("service");
  const appointment = anAppointment();
  const tell = (change: object) =>
    service.lifecycle.appointmentChanged({
      appointment: { ...appointment, ...change, updatedAt: new Date() },
    });
  const { meeting } = await tell({});
  if (!meeting) throw new Error("No meeting was made");
  const links = () => Promise.all([linkOf(app, meeting), linkOf(app, meeting, "host")]);
  const first = await links();

  const later = { startTime: minutesFromNow(90) };
  await tell(later);
  expect(await links()).toEqual(first);
  expect((await visitLink(first[0])).state).toBe("early");

  await tell({ ...later, status: "CANCELLED" });
  expect((await visitLink(first[0])).state).toBe("cancelled");
  await tell({ startTime: minutesFromNow(5) });
  expect(await links()).toEqual(first);
  await eventually(async () => expect((await visitLink(first[0])).state).toBe("open"));
  const journal = await app.zoom.control.journal();
  const alive = journal.filter(({ deletedAt }) => deletedAt === null);
  expect((await pass(first[0])).location).toContain(`/j/${alive[0]?.id}`);
});

test("a revoked link is closed for ever, and the next links.get gives another", async () => {
  const app = await startApp();
  const staff = await app.as("staff");
  const meeting = await aVisit(app);
  const before = { participant: await linkOf(app, meeting), host: await linkOf(app, meeting, "host") };
  const { revokedAt } = await staff.links.revoke({ meetingId: meeting.id, role: "participant" });
  expect(revokedAt).toBeInstanceOf(Date);
  const next = await linkOf(app, meeting);
  expect(next).not.toBe(before.participant);
  expect((await visitLink(before.participant)).state).toBe("revoked");
  expect((await pass(before.participant)).status).toBe(410);
  expect((await pass(next)).status).toBe(303);
  expect((await pass(before.host)).status).toBe(303);
  expect((await linksOf(app, meeting.id)).filter(({ revoked_at }) => revoked_at === null)).toHaveLength(2);
});

test("when another patient takes the visit over, the link of the one before dies at once", async () => {
  const app = await startApp();
  const service = await app.as("service");
  const appointment = anAppointment();
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  const [patients, doctors] = [await linkOf(app, meeting), await linkOf(app, meeting, "host")];
  const patient = { id: people.otherPatient.sub, email: people.otherPatient.email };
  await service.lifecycle.appointmentChanged({
    appointment: { ...appointment, patient, updatedAt: new Date() },
  });
  expect((await pass(patients)).status).toBe(410);
  expect((await pass(doctors)).status).toBe(303);
  const other = await (await app.as("otherPatient")).links.get({
    meetingId: meeting.id,
    role: "participant",
  });
  expect((await pass(other.url)).status).toBe(303);
});

test("a patient who asks while the visit passes to another gets no link", async () => {
  const app = await startApp();
  const { db } = app.server.deps;
  // A delivery would wait for the same row, beside those that are counted.
  await app.zoom.control.drop(true);
  const service = await app.as("service");
  const appointment = anAppointment();
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment });
  if (!meeting) throw new Error("No meeting was made");
  await sql`create function pause() returns trigger language plpgsql as
    'begin perform pg_advisory_xact_lock(1); return new; end'`.execute(db);
  await sql`create trigger pause before insert on participants for each row execute function pause()`.execute(
    db,
  );
  const waiting = (count: number) =>
    eventually(async () => {
      const { rows } = await sql`select 1 from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`.execute(db);
      expect(rows).toHaveLength(count);
    });
  const patient = { id: people.otherPatient.sub, email: people.otherPatient.email };
  const [moved, asked] = await db.connection().execute(async (holder) => {
    await sql`select pg_advisory_lock(1)`.execute(holder);
    const passing = service.lifecycle.appointmentChanged({
      appointment: { ...appointment, patient, updatedAt: new Date() },
    });
    await waiting(1);
    const patientBefore = await app.as("patient");
    const asking = refusalOf(patientBefore.links.get({ meetingId: meeting.id, role: "participant" }));
    await waiting(2);
    await sql`select pg_advisory_unlock(1)`.execute(holder);
    return [passing, asking] as const;
  });
  expect((await asked)?.reason).toBe("MEETING_NOT_FOUND");
  await moved;
  const alive = (await linksOf(app, meeting.id)).filter(({ revoked_at }) => revoked_at === null);
  expect(alive.filter(({ removed_at }) => removed_at !== null)).toEqual([]);
});
