import type { Kysely, Transaction } from "kysely";
import type { Database } from "./schema.ts";
import type { Attention, EventType, MeetingStatus, Outcome } from "./unions.ts";

/** A change of a meeting that is told once it is committed. */
export type MeetingNote =
  | { kind: "status"; meetingId: string; from: MeetingStatus; to: MeetingStatus }
  | { kind: "outcome"; meetingId: string; to: Outcome }
  | { kind: "attention"; meetingId: string; attention: Attention; holds: boolean }
  | { kind: "event"; meetingId: string; type: EventType; data: Record<string, unknown> };

const notesOf = new WeakMap<object, MeetingNote[]>();

/** Keeps what a query of this transaction changed. Outside of {@link runNoted} nothing is kept. */
export const noteChanges = (db: Kysely<Database>, notes: readonly MeetingNote[]): void => {
  notesOf.get(db)?.push(...notes);
};

/** The status and the outcome of a row before and after a statement. */
export interface RowChange {
  id: string;
  from: MeetingStatus;
  to: MeetingStatus;
  outcome_before: Outcome | null;
  outcome: Outcome | null;
}

/** The notes about a written row. */
export function notesOfRow({ id, from, to, outcome_before, outcome }: RowChange): MeetingNote[] {
  return [
    ...(from === to ? [] : [{ kind: "status" as const, meetingId: id, from, to }]),
    ...(outcome === null || outcome === outcome_before
      ? []
      : [{ kind: "outcome" as const, meetingId: id, to: outcome }]),
  ];
}

/** Runs a transaction; its notes are those of the queries that were committed. */
export async function runNoted<Result>(
  db: Kysely<Database>,
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<{ result: Result; notes: readonly MeetingNote[] }> {
  const notes: MeetingNote[] = [];
  const result = await db.transaction().execute((trx) => {
    notesOf.set(trx, notes);
    return work(trx);
  });
  return { result, notes };
}
