import { createDatabase, type Db } from "@patientcare/zoom-db";
import { createTestDatabase } from "../support/cluster.ts";

/** A migrated database without a service. */
export async function anEmptyDatabase(): Promise<AsyncDisposable & { db: Db }> {
  const database = await createTestDatabase();
  const db = createDatabase(database.url, { maxConnections: 2 });
  return {
    db,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await database.drop();
    },
  };
}
