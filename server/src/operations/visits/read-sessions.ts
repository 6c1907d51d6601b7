import { attendancesOf, type Db, sessionsOf } from "@patientcare/zoom-db";
import type { LearntSession } from "../../domain/visit/history-moments.ts";
import { toSessions } from "./to-sessions.ts";

/** The sessions of a meeting as they were stored with their stays, archived or not. */
export async function readSessions(db: Db, meetingId: string): Promise<LearntSession[]> {
  const stays = await attendancesOf(db, meetingId);
  return toSessions(await sessionsOf(db, meetingId), stays);
}
