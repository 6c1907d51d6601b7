import { isMigrated, outermostMeetings, requireWritable } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { topicOf } from "../meetings/view-meeting.ts";

export interface Readiness {
  database: string;
  migrations: string;
  keys: string;
}

/** Checks everything that the service needs for traffic; each answer is "ok", or the trouble with its remedy. */
export async function checkReadiness(deps: Deps): Promise<Readiness> {
  const [database, migrations, keys] = await Promise.all([
    check(
      () => requireWritable(deps.db),
      "not reachable, or read-only: check DATABASE_URL and the server, and that it is no standby",
    ),
    check(async () => requireTrue(await isMigrated(deps.db)), "not up to date: run npm run migrate"),
    check(
      () => readOldData(deps),
      "stored data does not decrypt: put the earlier key back into DATA_ENCRYPTION_KEYS",
    ),
  ]);
  return { database, migrations, keys };
}

/** The oldest and the newest meeting must be readable with the keys at hand. */
async function readOldData(deps: Deps): Promise<void> {
  for (const row of await outermostMeetings(deps.db)) topicOf(deps.encryption, row);
}

function requireTrue(value: boolean): void {
  if (!value) throw new Error("not true");
}

async function check(probe: () => Promise<unknown>, otherwise: string): Promise<string> {
  try {
    await probe();
    return "ok";
  } catch {
    return otherwise;
  }
}
