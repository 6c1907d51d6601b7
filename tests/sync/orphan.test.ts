import { randomInt, randomUUID } from "node:crypto";
import { acquireLease, insertAttempt, type MeetingChange } from "@patientcare/zoom-db";
import { storeMeeting } from "@patientcare/zoom-server/operations/sync/store-meeting.ts";
import { startRun } from "@patientcare/zoom-server/operations/sync/sync-run.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
beforeAll(async () => {
  // Without a worker, and without the request's own run, nothing happens but what the test does.
  app = await openApp({ ROLE: "web", SYNC_LEASE_SECONDS: "3" });
  app.server.deps.syncNow = async () => {};
});
afterAll(() => app.close());

/** A meeting of which a worker has sent the create call, and has the answer in its hands. */
async function anAnswerInHand() {
  const { deps } = app.server;
  const { booking, row } = aHost(app);
  const service = await app.as("service");
  const { id } = await service.meetings.create(booking({ waitMs: 0 }));
  const lease = await acquireLease(deps.db, id, 0);
  if (!lease) throw new Error("The meeting's lease could not be acquired");
  const attempt = { id: randomUUID(), generation: lease.generation, host: lease.host_email };
  const { revision, fence, marker } = lease;
  await insertAttempt(deps.db, { ...attempt, meeting_id: id, kind: "create", marker, revision, fence });
  const zoomId = String(randomInt(10 ** 10, 10 ** 11));
  const meeting = { id: zoomId, topic: "", joinUrl: `${app.zoom.url}/j/${zoomId}`, settings: {} };
  const store = (other: Partial<typeof meeting> = {}) =>
    storeMeeting(startRun(deps, { ...lease }, performance.now()), {
      attempt,
      meeting: { ...meeting, ...other },
      password: "abcDEF1234",
      syncedRevision: revision,
    });
  const change = (meanwhile: MeetingChange) =>
    deps.db.updateTable("zoom_meetings").set(meanwhile).where("id", "=", id).execute();
  const outcome = async () => {
    const attempts = deps.db.selectFrom("zoom_attempts").select("outcome").where("id", "=", attempt.id);
    return (await attempts.executeTakeFirstOrThrow()).outcome;
  };
  const references = () =>
    deps.db
      .selectFrom("zoom_references")
      .select(["zoom_meeting_id", "state"])
      .where("meeting_id", "=", id)
      .orderBy("created_at")
      .execute();
  return { id, zoomId, store, outcome, references, change, row: () => row(id) };
}

test("an answer for the row as it was claimed becomes its meeting, and again it is the same", async () => {
  const { zoomId, store, outcome, references, row } = await anAnswerInHand();
  expect(await store()).toBe("stored");
  expect(await store()).toBe("stored");
  expect(await row()).toMatchObject({ status: "scheduled", zoom_meeting_id: zoomId, synced_revision: 1 });
  expect(await references()).toEqual([{ zoom_meeting_id: zoomId, state: "current" }]);
  expect(await outcome()).toBe("done");
});

test("an answer for a row that another worker holds by now is left to that one, and stays open", async () => {
  const { id, store, outcome, references, row } = await anAnswerInHand();
  await acquireLease(app.server.deps.db, id, 0);
  expect(await store()).toBe("left");
  expect(await row()).toMatchObject({ status: "pending", zoom_meeting_id: null });
  expect(await references()).toEqual([]);
  expect(await outcome()).toBeNull();
});

test("an answer for a row that has a meeting by now is an extra one: it is doomed", async () => {
  const { zoomId, store, outcome, references, row } = await anAnswerInHand();
  const first = "81234567890";
  await store({ id: first });
  expect(await store()).toBe("deleting");
  expect(await row()).toMatchObject({ zoom_meeting_id: first });
  expect(await references()).toEqual([
    { zoom_meeting_id: first, state: "current" },
    { zoom_meeting_id: zoomId, state: "deleting" },
  ]);
  expect(await outcome()).toBe("done");
});

test("an answer for a visit that was cancelled meanwhile is doomed, and due to be deleted", async () => {
  const { zoomId, store, outcome, references, row, change } = await anAnswerInHand();
  await change({ status: "cancelled", revision: 2 });
  expect(await store()).toBe("deleting");
  expect(await row()).toMatchObject({ status: "cancelled", zoom_meeting_id: null });
  expect(await references()).toEqual([{ zoom_meeting_id: zoomId, state: "deleting" }]);
  expect(await outcome()).toBe("done");
});

test("an answer for an earlier generation is doomed, whoever holds the row", async () => {
  const { id, zoomId, store, references, row, change } = await anAnswerInHand();
  await change({ generation: 2, marker: `${id}-default` });
  expect(await store()).toBe("deleting");
  expect(await row()).toMatchObject({ status: "pending", zoom_meeting_id: null });
  expect(await references()).toEqual([{ zoom_meeting_id: zoomId, state: "deleting" }]);
});

test("an id that a meeting in the archive has or had is not stored", async () => {
  const { zoomId, store, references, row } = await anAnswerInHand();
  const { db } = app.server.deps;
  await sql`
    insert into zoom_references_archive
      (zoom_meeting_id, clinic_id, meeting_id, generation, host, state, when_running, failures, created_at, updated_at)
    values (${zoomId}, 'default', gen_random_uuid(), 1, 'a-host', 'deleted', 'wait', 0, now(), now())`.execute(
    db,
  );
  expect(await store()).toBe("left");
  expect(await row()).toMatchObject({ status: "pending", zoom_meeting_id: null });
  expect(await references()).toEqual([]);
});
