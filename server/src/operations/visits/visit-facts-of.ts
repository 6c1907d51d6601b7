import type { LinkUse as LinkUseRow, MeetingWithPeople } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { closesAt, opensAt } from "../../domain/join-window.ts";
import type { VisitFacts } from "../../domain/visit/evaluation.ts";
import { type LinkUse, type Traces, visitAttempts } from "../../domain/visit/visit-attempts.ts";
import type { Wait } from "../../domain/visit/waiting.ts";

/** The facts of a visit by which its status is computed: its row, its rooms and the traces of its links. */
export function visitFactsOf(
  { config }: Pick<Deps, "config">,
  row: MeetingWithPeople,
  traces: Omit<Traces, "slot" | "slotSince">,
): VisitFacts {
  const slot = { start: row.start_time, duration: row.duration };
  const slotSince = row.slot_since;
  return {
    slot,
    slotSince,
    sessions: traces.sessions,
    declaredStartedAt: row.declared_started_at,
    declaredEndedAt: row.declared_ended_at,
    zoomCheckedAt: row.zoom_checked_at,
    participantsKnown: row.participants_known,
    zoomSilent: false,
    cancelWhenOver: row.cancel_when_over,
    attempts: visitAttempts({ ...traces, slot, slotSince }, config.joinWindow),
  };
}

export const traceOf = ({ use, participant_id, kind, at, device }: LinkUseRow): LinkUse => ({
  use,
  participantId: participant_id,
  kind,
  at,
  device,
});

/** Somebody who makes a visit waited outside the room in this slot's window. */
export function waitedInVain(
  { config }: Pick<Deps, "config">,
  row: MeetingWithPeople,
  waits: readonly Wait[],
): boolean {
  const slot = { start: row.start_time, duration: row.duration };
  const [opens, closes] = [opensAt(slot, config.joinWindow), closesAt(slot, config.joinWindow)];
  return waits.some(({ counts, from, to }) => counts && from < closes && (to === null || to >= opens));
}
