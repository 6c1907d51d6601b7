import {
  archivedVisitParticipants,
  type Db,
  linkUseOf,
  type MeetingWithPeople,
  visitParticipants,
} from "@patientcare/zoom-db";
import type { LearntSession } from "../../domain/visit/history-moments.ts";
import type { Traces } from "../../domain/visit/visit-attempts.ts";
import { readSessions } from "./read-sessions.ts";
import { traceOf } from "./visit-facts-of.ts";

interface StoredTraces extends Omit<Traces, "slot" | "slotSince"> {
  sessions: LearntSession[];
}

/** The traces of a visit as they were stored, archived or not. */
export async function readTraces(db: Db, row: MeetingWithPeople): Promise<StoredTraces> {
  const participants = row.archived_at
    ? await archivedVisitParticipants(db, row.id)
    : await visitParticipants(db, [row.id]);
  return {
    uses: (await linkUseOf(db, [row.id])).map(traceOf),
    patientParticipantId: participants.find(({ kind }) => kind === "patient")?.id ?? null,
    sessions: await readSessions(db, row.id),
    somebodyWaited: row.somebody_waited,
  };
}
