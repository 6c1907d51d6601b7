import { isDatabaseUnavailable, isMigrated, outermostMeetings, requireWritable } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { topicOf } from "../meetings/stored-topic.ts";

export interface ReadinessCheck {
  ok: boolean;
  /** "ok", or the trouble with its remedy. */
  says: string;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, ReadinessCheck>;
}

type Probed = Pick<Deps, "db" | "encryption">;

export const fine: ReadinessCheck = { ok: true, says: "ok" };
export const notKnown: ReadinessCheck = { ok: false, says: "not known: the database is unavailable" };
const unavailable: ReadinessCheck = {
  ok: false,
  says: "not reachable, or read-only: check DATABASE_URL and the server, and that it is no standby",
};

/** Checks everything that the service needs for traffic. */
export async function checkReadiness(deps: Probed): Promise<Readiness> {
  const [database, migrations, keys] = await Promise.all([
    check(() => requireWritable(deps.db), unavailable, unavailable),
    check(async () => requireTrue(await isMigrated(deps.db)), {
      ok: false,
      says: "not up to date: run npm run migrate",
    }),
    readOldData(deps).catch(() => notKnown),
  ]);
  const checks = { database, migrations, keys };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

/**
 * Whether the oldest and the newest meeting can be read with the keys at hand. What lies under another key is named; the
 * service stays ready as long as it can read one of them, since the others have to be answered.
 */
async function readOldData(deps: Probed): Promise<ReadinessCheck> {
  const meetings = new Map((await outermostMeetings(deps.db)).map((row) => [row.id, row]));
  const read = [...meetings.values()].filter((row) => isReadable(deps, row));
  const missing = deps.encryption.unknownKeys();
  if (read.length === meetings.size && missing.length === 0) return fine;
  return {
    ok: read.length > 0 || meetings.size < 2,
    says:
      missing.length > 0
        ? `stored data is under ${missing.map((id) => `"${id}"`).join(", ")}: put it back into DATA_ENCRYPTION_KEYS, behind the other keys`
        : "stored data does not decrypt: it was altered",
  };
}

function isReadable(deps: Probed, row: Parameters<typeof topicOf>[1]): boolean {
  try {
    topicOf(deps, row);
    return true;
  } catch {
    return false;
  }
}

function requireTrue(value: boolean): void {
  if (!value) throw new Error("not true");
}

/** A probe that did not reach the database has found nothing out. */
async function check(
  probe: () => Promise<unknown>,
  failed: ReadinessCheck,
  unreachable = notKnown,
): Promise<ReadinessCheck> {
  try {
    await probe();
    return fine;
  } catch (error) {
    return isDatabaseUnavailable(error) ? unreachable : failed;
  }
}
