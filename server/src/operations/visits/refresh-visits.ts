import {
  type Database,
  deliveriesAbout,
  doctorsAmong,
  findMeeting,
  linkUseOf,
  type MeetingWithPeople,
  recordedEvents,
  stopEvaluating,
  visitParticipants,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { applyEvaluations } from "./apply-evaluations.ts";
import { type EvaluatedVisit, evaluateRow } from "./evaluate-row.ts";
import { type DeliveredFacts, readVisitFacts } from "./read-visit-facts.ts";
import { saveVisits } from "./save-visits.ts";
import { zoomIsSilent } from "./zoom-silence.ts";

/**
 * Computes the visits of locked meetings again from all their deliveries: sessions, stays, status, outcome and
 * the appointment. A visit of which not all deliveries are left stays as it was evaluated last. The same facts in any order, any number of times, leave the same rows. What follows from them besides
 * (who is late, waits, met) is emitted by the clock, not with each delivery: deliveries that come together are evaluated
 * together.
 */
export async function refreshVisits(
  deps: Deps,
  trx: Transaction<Database>,
  rows: readonly MeetingWithPeople[],
  because: "delivery" | "clock" = "delivery",
): Promise<void> {
  const visits = await evaluateRows(deps, trx, rows, because);
  await saveVisits(deps, trx, visits);
  await applyEvaluations(trx, visits);
}

/** {@link refreshVisits} of one; returns its meeting as it is then. */
export async function refreshVisit(
  deps: Deps,
  trx: Transaction<Database>,
  row: MeetingWithPeople,
  because: "delivery" | "clock" = "delivery",
): Promise<MeetingWithPeople> {
  await refreshVisits(deps, trx, [row], because);
  return (await findMeeting(trx, row.id)) ?? row;
}

async function evaluateRows(
  deps: Deps,
  trx: Transaction<Database>,
  rows: readonly MeetingWithPeople[],
  because: "delivery" | "clock",
): Promise<EvaluatedVisit[]> {
  const ids = rows.map(({ id }) => id);
  const byMeeting = <Item extends { meeting_id: string }>(items: readonly Item[]) =>
    Map.groupBy(items, ({ meeting_id }) => meeting_id);
  const deliveries = byMeeting(await deliveriesAbout(trx, ids));
  const uses = byMeeting(await linkUseOf(trx, ids));
  const participants = byMeeting(await visitParticipants(trx, ids));
  const events = byMeeting(await recordedEvents(trx, ids));
  const facts = new Map(
    ids.flatMap((id) => {
      const known = readVisitFacts(deps, deliveries.get(id) ?? []);
      return known ? [[id, known] as const] : [];
    }),
  );
  const frozen = ids.filter((id) => !facts.has(id));
  if (frozen.length > 0) await stopEvaluating(trx, frozen);
  const staff = await doctorsAmong(
    trx,
    [...new Set([...facts.values()].flatMap(emailHashesIn))].flatMap((hash) =>
      deps.encryption.hashesLike(Buffer.from(hash, "hex")),
    ),
  );
  const staffEmailHashes = new Set(staff.map((hash) => deps.encryption.presentHash(hash).toString("hex")));
  // A delivery is here: Zoom reports.
  const zoomSilent = because === "clock" && (await zoomIsSilent(deps, trx));
  return rows.flatMap((row) => {
    const known = facts.get(row.id);
    if (!known) return [];
    return evaluateRow(deps, row, because, {
      facts: known,
      deliveries: deliveries.get(row.id) ?? [],
      uses: uses.get(row.id) ?? [],
      participants: participants.get(row.id) ?? [],
      events: events.get(row.id) ?? [],
      staffEmailHashes,
      zoomSilent,
    });
  });
}

const emailHashesIn = ({ inRooms, waits }: DeliveredFacts): string[] =>
  [...inRooms, ...waits].flatMap(({ participant }) => participant?.emailHash ?? []);
