import { type Database, type MeetingNote, runNoted } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import type { CallTrace } from "../domain/actor.ts";

const callsOf = new WeakMap<object, CallTrace>();

/** The row of this call is written in this transaction: once it is committed, the call needs no other. */
export function noteLogged(trx: Transaction<Database>, call: CallTrace | undefined): void {
  if (call) callsOf.set(trx, call);
}

/** Runs a transaction, and tells what it changed of meetings once it is committed. */
export async function transact<Result>(
  deps: Pick<Deps, "db" | "log" | "metrics">,
  work: (trx: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  let call: CallTrace | undefined;
  const { result, notes } = await runNoted(deps.db, async (trx) => {
    const done = await work(trx);
    call = callsOf.get(trx);
    return done;
  });
  if (call) call.isLogged = true;
  tellNotes(deps, notes);
  return result;
}

/** Logs and counts what was committed. */
export function tellNotes(
  { log, metrics }: Pick<Deps, "log" | "metrics">,
  notes: readonly MeetingNote[],
): void {
  for (const note of notes) {
    const { meetingId } = note;
    switch (note.kind) {
      case "status":
        log.info({ event: "status-changed", meetingId, from: note.from, to: note.to }, "The status changed");
        break;
      case "outcome":
        metrics.visits.inc({ outcome: note.to });
        log.debug({ event: "outcome-changed", meetingId, to: note.to }, "The outcome changed");
        break;
      case "attention":
        log.info(
          { event: note.holds ? "attention-set" : "attention-cleared", meetingId, attention: note.attention },
          note.holds ? "A visit needs somebody" : "A visit needs nobody for this any more",
        );
        break;
      case "event":
        if (note.type === "waited") observeWaiting(metrics, note.data);
        log.debug({ event: "visit-event", meetingId, type: note.type }, "Something happened to a visit");
    }
  }
}

function observeWaiting(
  { waiting }: Deps["metrics"],
  { who, settled, seconds }: Record<string, unknown>,
): void {
  if (who === "patient" && settled !== false && typeof seconds === "number") waiting.observe(seconds);
}
