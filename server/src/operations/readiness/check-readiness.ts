import { isDatabaseUnavailable, isMigrated, outermostMeetings, requireWritable } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { topicOf } from "../meetings/view-meeting.ts";

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
    check(() => readOldData(deps), {
      ok: false,
      says: "stored data does not decrypt: put the earlier key back into DATA_ENCRYPTION_KEYS",
    }),
  ]);
  const checks = { database, migrations, keys };
  return { ready: Object.values(checks).every(({ ok }) => ok), checks };
}

/** The oldest and the newest meeting must be readable with the keys at hand. */
async function readOldData(deps: Probed): Promise<void> {
  for (const row of await outermostMeetings(deps.db)) topicOf(deps.encryption, row);
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
