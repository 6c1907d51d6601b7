import { readConfig } from "@patientcare/zoom-server/config.ts";
import { startServer } from "@patientcare/zoom-server/server.ts";
import { expect, onTestFinished, test } from "vitest";
import { runScript } from "../commands/run-script.ts";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { testKey } from "../support/test-key.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";
import { people } from "../support/tokens.ts";
import { ago } from "../visit/follow.ts";

const [before, after] = [testKey(2), testKey(9)];

test("an index key is changed while patients go on finding their visits, and the old one may go afterwards", {
  timeout: 120_000,
}, async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const zoom = await startTestSandbox();
  onTestFinished(zoom.close);
  const environment = testEnvironment(database.url, zoom);
  const start = (keys: string) => startServer(readConfig({ ...environment, DATA_INDEX_KEY: keys }));
  const booking = aBooking({ hostEmail: aDoctor() });
  const repeated = { idempotencyKey: "the first booking" };

  const first = await start(before);
  const { id: meetingId } = await (await clientOf(first.url, "service")).meetings.create(booking, repeated);
  const personOf = async (server: typeof first) =>
    (
      await server.deps.db
        .selectFrom("participants")
        .select("person_id")
        .where("kind", "=", "patient")
        .execute()
    ).map(({ person_id }) => person_id);
  const [personId] = await personOf(first);
  await first.stop();
  await expect(start(after)).rejects.toThrow(/DATA_INDEX_KEY is another key .*put that key back/);

  const second = await start(`${after},${before}`);
  await zoom.control.setWebhookUrl(`${second.url}/api/zoom/webhook`);
  const service = await clientOf(second.url, "service");
  const patient = await clientOf(second.url, "patient");
  expect(await patient.meetings.get({ meetingId })).toMatchObject({ id: meetingId });
  expect((await patient.meetings.list({})).items).toHaveLength(1);
  expect(await service.meetings.create(booking, repeated)).toMatchObject({ id: meetingId });
  const another = await service.meetings.create(aBooking({ hostEmail: aDoctor() }));
  expect(new Set(await personOf(second))).toEqual(new Set([personId]));
  await zoom.control.start(another.zoomMeetingId ?? "", ago(60));
  await zoom.control.join(another.zoomMeetingId ?? "", {
    name: "N.",
    email: people.patient.email,
    ...ago(50),
  });
  await zoom.control.flush();
  await eventually(async () => {
    const { people: seen } = await service.visits.get({ meetingId: another.id });
    expect(seen.find(({ who }) => who === "patient")).toMatchObject({ state: "in-room", evidence: "email" });
  });
  await zoom.control.end(another.zoomMeetingId ?? "");

  const keys = { DATABASE_URL: database.url, DATA_ENCRYPTION_KEYS: `k1:${testKey(1)}` };
  const rotate = () =>
    runScript("scripts/keys.ts", ["rotate"], { env: { ...keys, DATA_INDEX_KEY: `${after},${before}` } })
      .ended;
  const rotated = await rotate();
  expect(rotated).toMatchObject({ code: 0, stderr: "" });
  expect(rotated.stdout).toMatch(
    /[1-9]\d* persons are found by [\s\S]*take the key behind it out of DATA_INDEX_KEY/,
  );
  expect((await rotate()).stdout).toMatch(/^0 persons are found by/m);
  expect(await patient.meetings.get({ meetingId })).toMatchObject({ id: meetingId });
  await second.stop();

  await expect(start(before)).rejects.toThrow(/DATA_INDEX_KEY is another key/);
  const third = await start(after);
  onTestFinished(() => third.stop());
  const found = await clientOf(third.url, "patient");
  expect((await found.meetings.list({})).items).toHaveLength(2);
});
