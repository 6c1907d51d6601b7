import { createDatabase, type Db } from "@patientcare/zoom-db";
import type { Sandbox } from "@patientcare/zoom-sandbox/sandbox.ts";
import { expect } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { requireEndedByPeople } from "../support/ended-by-people.ts";
import { eventually } from "../support/eventually.ts";
import { testEnvironment } from "../support/test-environment.ts";
import { startTestSandbox } from "../support/test-sandbox.ts";

export interface World extends AsyncDisposable {
  zoom: Sandbox;
  db: Db;
  environment: Record<string, string>;
  /** Nothing is left to do: no meeting is due, and nothing doomed waits for its deletion. */
  settled(): Promise<void>;
  /** The Zoom meetings that the service refers to, and those that can still be joined. */
  referencedAndAlive(): Promise<{ referenced: string[]; alive: string[] }>;
}

/** A database and a Zoom that outlive the processes of the service. */
export async function openWorld(): Promise<World> {
  const database = await createTestDatabase();
  const zoom = await startTestSandbox();
  const db = createDatabase(database.url, { maxConnections: 2 });
  return {
    zoom,
    db,
    environment: testEnvironment(database.url, zoom),
    settled: () =>
      eventually(async () => {
        const meetings = db.selectFrom("zoom_meetings").select(["status", "revision", "synced_revision"]);
        expect(await meetings.where("next_attempt_at", "is not", null).execute()).toEqual([]);
        expect(await meetings.whereRef("synced_revision", "<", "revision").execute()).toEqual([]);
        const deleting = db.selectFrom("zoom_references").selectAll().where("state", "=", "deleting");
        expect(await deleting.execute()).toEqual([]);
      }, 40_000),
    async referencedAndAlive() {
      const rows = await db.selectFrom("zoom_meetings").select("zoom_meeting_id").execute();
      const journal = await zoom.control.journal();
      return {
        referenced: rows.flatMap(({ zoom_meeting_id: id }) => (id === null ? [] : [id])).sort(),
        alive: journal
          .filter(({ deletedAt }) => deletedAt === null)
          .map(({ id }) => id)
          .sort(),
      };
    },
    async [Symbol.asyncDispose]() {
      try {
        await requireEndedByPeople(db, zoom.control);
      } finally {
        await db.destroy();
        await zoom.close();
        await database.drop();
      }
    },
  };
}
