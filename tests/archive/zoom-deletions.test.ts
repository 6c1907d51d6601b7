import type { ZoomClient } from "@patientcare/zoom-sdk";
import { type RawBuilder, sql } from "kysely";
import { expect, test } from "vitest";
import { openWorld, type World } from "../faults/open-world.ts";
import { startServerProcess } from "../faults/server-process.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { archiveIn } from "./finished-meetings.ts";

/** Visits that were made at Zoom and are over by what the database says since, 40 days ago. */
async function oldVisits(world: World, service: ZoomClient, statuses: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, status] of statuses.entries()) {
    const hostEmail = `doctor-${index}@clinic.example`;
    const { id, zoomMeetingId } = await service.meetings.create(
      aBooking({ hostEmail, startTime: minutesFromNow(60), waitMs: 10_000 }),
    );
    ids.push(zoomMeetingId ?? "");
    await setMeeting(
      world,
      id,
      sql`status = ${status}, evaluate_at = null, next_attempt_at = null,
      start_time = start_time - interval '40 days'
      ${status === "cancelled" ? sql`, zoom_meeting_id = null, join_url = null, password = null` : sql``}`,
    );
  }
  return ids;
}

const setMeeting = ({ db }: World, id: string, set: RawBuilder<unknown>) =>
  sql`update zoom_meetings set ${set} where id = ${id}`.execute(db);

const statesIn = async ({ db }: World) => {
  const rows = await db.selectFrom("zoom_references_archive").select(["zoom_meeting_id", "state"]).execute();
  return new Map(rows.map((row) => [row.zoom_meeting_id, row.state]));
};

const deletedAtZoom = async ({ zoom }: World) =>
  (await zoom.control.journal())
    .filter(({ deletedAt }) => deletedAt !== null)
    .map(({ id }) => id)
    .sort();

test("what cancelled and missed meetings still have at Zoom is deleted from the archive, though the service dies between", async () => {
  await using world = await openWorld();
  await using first = await startServerProcess(world.environment);
  const statuses = ["ended", "cancelled", "missed", "missed", "missed"] as const;
  const [held = "", ...deleting] = await oldVisits(world, first.service, statuses);
  const [cancelled = "", missed = "", running = "", unknown = ""] = deleting;
  await world.zoom.control.start(running);
  await world.zoom.control.portalDelete(unknown);
  // Whoever asks dies while Zoom hesitates.
  await world.zoom.control.addFault({
    match: { method: "DELETE" },
    kind: "delay",
    delayMs: 60_000,
    times: 4,
  });
  await eventually(async () => {
    await archiveIn(world.db);
    const sent = world.db.selectFrom("zoom_attempts_archive").selectAll().where("kind", "=", "delete");
    expect(await sent.execute()).toHaveLength(4);
  });
  await first.kill();
  expect([...(await statesIn(world)).values()].sort()).toEqual(["current", ...Array(4).fill("deleting")]);
  await world.zoom.control.clearFaults();

  await using _second = await startServerProcess(world.environment);
  const become = (expected: string[]) =>
    eventually(async () => {
      const states = await statesIn(world);
      expect([held, ...deleting].map((id) => states.get(id))).toEqual(expected);
    });
  await become(["current", "deleted", "deleted", "deleting", "deleted"]);
  expect(await deletedAtZoom(world)).toEqual([cancelled, missed, unknown].sort());
  // It runs: Zoom refuses its deletion, nobody cancelled the call that goes on there, and it is tried again until it is over.
  const attempts = () =>
    world.db
      .selectFrom("zoom_attempts_archive")
      .select(["kind", "outcome"])
      .where("zoom_meeting_id", "=", running)
      .where("outcome", "is not", null)
      .execute();
  await eventually(async () => expect((await attempts()).length).toBeGreaterThan(0));
  await world.zoom.control.end(running);
  await become(["current", "deleted", "deleted", "deleted", "deleted"]);
  expect(await attempts()).toEqual((await attempts()).map(() => ({ kind: "delete", outcome: "rejected" })));
}, 60_000);
