import { onTestFinished } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { withAdmin } from "../support/with-admin.ts";

/** A migrated database of its own with these settings for everybody who connects. Dropped with the test. */
export async function aDatabaseWith(settings: Record<string, string>): Promise<string> {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  await setForDatabase(url, settings);
  return url;
}

/** Sets settings of the database; sessions that run keep theirs. */
export async function setForDatabase(url: string, settings: Record<string, string>): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  await withAdmin(url, async (client) => {
    // A database that is read-only by its settings takes them back all the same.
    await client.query("set default_transaction_read_only = off");
    for (const [setting, value] of Object.entries(settings)) {
      await client.query(`alter database ${name} set ${setting} = ${value}`);
    }
  });
}
