import { randomUUID } from "node:crypto";
import { findMeetingByAppointment, isTaskDue } from "@patientcare/zoom-db";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { type RunningServer, startServer } from "@patientcare/zoom-server/server.ts";
import { expect, onTestFinished, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { backUp } from "../support/back-up.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";

const aDoctor = () => `doctor-${randomUUID()}@clinic.example`;
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

async function aWorld() {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  // Deliveries of the changes are lost with the database that they changed.
  await zoom.control.drop(true);
  let server: RunningServer | undefined;
  const close = async () => {
    await server?.stop();
    server = undefined;
  };
  onTestFinished(async () => {
    await close();
    await zoom.close();
    await database.drop();
  });
  return {
    database,
    zoom,
    close,
    async start(url = database.url) {
      await close();
      server = await startServer(readConfig(testEnvironment(url, zoom)));
      return { server, service: await clientOf(server.url, "service") };
    },
    alive: async () => (await zoom.control.journal()).filter(({ deletedAt }) => deletedAt === null),
  };
}

test("a database restored from before twenty changes: Zoom's meetings are adopted or deleted, none is double", async () => {
  const world = await aWorld();
  const { service } = await world.start();
  const appointments = times(16, () =>
    anAppointment({ doctor: { email: aDoctor() }, startTime: minutesFromNow(60) }),
  );
  for (const appointment of appointments) await service.lifecycle.appointmentChanged({ appointment });
  const idOf = async (appointmentId: string) =>
    (await service.meetings.getByAppointment({ appointmentId })).id;
  const before = await Promise.all(appointments.map(({ id }) => idOf(id)));
  expect(await world.alive()).toHaveLength(16);
  await world.close();
  const backup = await backUp(world.database.url);

  const { service: later } = await world.start();
  const [knownHost = "", newHost = ""] = [appointments[0]?.doctor.email, aDoctor()];
  const created = [knownHost, knownHost, newHost, newHost].map((hostEmail, index) =>
    aBooking({ hostEmail, startTime: minutesFromNow(200 + index * 60) }),
  );
  for (const booking of created) await later.meetings.create(booking);
  for (const id of before.slice(0, 4))
    await later.meetings.update({ meetingId: id, startTime: minutesFromNow(90) });
  for (const id of before.slice(4, 8)) await later.meetings.cancel({ meetingId: id });
  for (const [index, appointment] of appointments.slice(8, 12).entries()) {
    const doctor = { email: appointments[12 + index]?.doctor.email ?? "" };
    const startTime = minutesFromNow(400);
    await later.lifecycle.appointmentChanged({
      appointment: { ...appointment, doctor, startTime, updatedAt: new Date() },
    });
  }
  for (const [index, appointment] of appointments.slice(12).entries()) {
    const meetingId = before[12 + index] ?? "";
    await later.meetings.cancel({ meetingId });
    const { id, doctor, startTime, duration } = appointment;
    await later.meetings.create(
      aBooking({ appointmentId: id, hostEmail: doctor.email, startTime, duration }),
    );
  }
  await eventually(async () => expect((await world.alive()).length).toBe(16));
  const recreated = new Set((await world.alive()).map(({ id }) => id));
  await world.close();

  const restored = await backup.restore();
  onTestFinished(restored.drop);
  const { server, service: now } = await world.start(restored.url);
  onTestFinished(world.close);
  const ofNewHost = async () => (await world.alive()).filter(({ hostEmail }) => hostEmail === newHost);
  await eventually(async () => {
    const alive = (await world.alive()).filter(({ hostEmail }) => hostEmail !== newHost);
    const rows = await Promise.all(
      appointments.map(({ id }) => findMeetingByAppointment(server.deps.db, id)),
    );
    expect(alive.map(({ id }) => id).sort()).toEqual(rows.map((row) => row?.zoom_meeting_id).sort());
    for (const [index, row] of rows.entries()) {
      expect(row).toMatchObject({
        status: "scheduled",
        start_time: appointments[index]?.startTime,
        attentions: [],
      });
      const { agenda, startTime, hostEmail } = alive.find(({ id }) => id === row?.zoom_meeting_id) ?? {};
      expect({ agenda, hostEmail }).toEqual({
        agenda: row?.marker,
        hostEmail: appointments[index]?.doctor.email,
      });
      expect(new Date(startTime ?? 0)).toEqual(appointments[index]?.startTime);
    }
  }, 30_000);
  // Made again after the backup, and still the meetings of the same appointments: nobody is sent elsewhere.
  const adopted = await Promise.all(
    appointments.slice(12).map(({ id }) => findMeetingByAppointment(server.deps.db, id)),
  );
  for (const row of adopted) expect(recreated).toContain(row?.zoom_meeting_id);

  // The platform sends again what it had booked: at a host that the backup did not know it is found as well.
  const lying = await ofNewHost();
  expect(lying).toHaveLength(2);
  const resent: (string | null)[] = [];
  for (const booking of created.slice(2)) resent.push((await now.meetings.create(booking)).zoomMeetingId);
  expect(resent[0]).toBe(lying[0]?.id);
  await eventually(async () => expect((await ofNewHost()).map(({ id }) => id)).toEqual(resent));
}, 120_000);

test("a meeting with our marker that is older than the backup and unknown to it is left alone", async () => {
  const world = await aWorld();
  const { service } = await world.start();
  const hostEmail = aDoctor();
  const made = await service.meetings.create(aBooking({ hostEmail, startTime: minutesFromNow(60) }));
  const strange = await service.meetings.create(aBooking({ hostEmail, startTime: minutesFromNow(120) }));
  const [own] = (await world.alive()).filter(({ id }) => id === strange.zoomMeetingId);
  await service.meetings.cancel({ meetingId: strange.id });
  await world.close();
  expect([own?.agenda, made.status]).toEqual([expect.stringMatching(/-default$/), "scheduled"]);
  const backup = await backUp(world.database.url);
  const restored = await backup.restore();
  onTestFinished(restored.drop);
  // As somebody copied it in the portal, long before.
  const agenda = "0123456789ABCDEF-default";
  await world.zoom.control.advanceClock(-3_600_000);
  const token = await accessToken(world.zoom.oauthUrl);
  await fetch(`${world.zoom.apiUrl}/users/${hostEmail}/meetings`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      topic: `Online visit · ${agenda}`,
      agenda,
      type: 2,
      start_time: "2031-01-01T10:00:00Z",
    }),
  });
  await world.zoom.control.advanceClock(3_600_000);
  const { server } = await world.start(restored.url);
  onTestFinished(world.close);
  const { db } = server.deps;
  await eventually(async () => expect(await isTaskDue(db, "check-after-restore")).toBe(false));
  expect((await world.alive()).map((meeting) => meeting.agenda)).toContain(agenda);
  expect(await world.alive()).toHaveLength(2);
}, 60_000);

async function accessToken(oauthUrl: string): Promise<string> {
  const response = await fetch(oauthUrl, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("client:client-secret")}` },
    body: new URLSearchParams({ grant_type: "account_credentials", account_id: "account" }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
