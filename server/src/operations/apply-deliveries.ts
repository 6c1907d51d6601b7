import {
  type Database,
  type DeliveryRow,
  makeDue,
  recordFailedTry,
  takeTheseDeliveries,
  takeWaitingDeliveries,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../deps.ts";
import { isKnownEvent } from "../domain/event-effects.ts";
import { describeError } from "../log.ts";
import { applyTogether } from "./apply-together.ts";
import { readStoredDelivery } from "./read-stored-delivery.ts";

const mostTries = 10;

/**
 * Works off the inbox until nothing waits but what failed; returns how many deliveries it applied. The oldest and all
 * that wait for the same Zoom meeting go together; when that fails each is tried alone, so that one that cannot be
 * applied holds up no other, of its own meeting or of another.
 */
export async function applyDeliveries(deps: Deps): Promise<number> {
  const failed: string[] = [];
  let count = 0;
  for (;;) {
    const together = await attempt(deps, (trx) => takeWaitingDeliveries(trx, { without: failed }));
    if (together.taken.length === 0) return count;
    const alone: Attempt[] = [];
    if (together.failure !== null && together.taken.length > 1) {
      for (const id of together.taken)
        alone.push(await attempt(deps, (trx) => takeTheseDeliveries(trx, [id])));
    }
    for (const tried of alone.length > 0 ? alone : [together]) {
      count += tried.applied;
      failed.push(...tried.unreadable);
      if (tried.failure !== null) failed.push(...(await countFailure(deps, tried)));
    }
  }
}

interface Attempt {
  taken: string[];
  /** Those that were altered, or whose key is not at hand; their try is counted already. */
  unreadable: string[];
  applied: number;
  failure: unknown;
}

/** Takes deliveries and applies them, in one transaction. @throws when none could be taken */
async function attempt(
  deps: Deps,
  take: (trx: Transaction<Database>) => Promise<DeliveryRow[]>,
): Promise<Attempt> {
  let taken: string[] = [];
  try {
    const { unreadable, states, toSync } = await deps.db.transaction().execute(async (trx) => {
      const deliveries = await take(trx);
      taken = deliveries.map(({ id }) => id);
      const readable = deliveries.filter((delivery) => isReadable(deps, delivery));
      const unreadable = taken.filter((id) => !readable.some((delivery) => delivery.id === id));
      if (unreadable.length > 0) {
        deps.log.error({ count: unreadable.length }, "Deliveries cannot be read: check DATA_ENCRYPTION_KEYS");
        await recordFailedTry(trx, unreadable, "Unreadable", mostTries);
      }
      if (readable.length === 0) return { unreadable, states: [], toSync: [] };
      return { unreadable, ...(await applyTogether(deps, trx, readable)) };
    });
    for (const { delivery, state } of states)
      deps.metrics.deliveriesApplied.inc({ event: labelOf(delivery.event), state });
    for (const meetingId of new Set(toSync)) await wakeSync(deps, meetingId);
    return { taken, unreadable, applied: states.length, failure: null };
  } catch (failure) {
    if (taken.length === 0) throw failure;
    return { taken, unreadable: [], applied: 0, failure };
  }
}

async function countFailure(deps: Deps, { taken, failure }: Attempt): Promise<string[]> {
  deps.log.error(
    { ...describeError(failure), count: taken.length },
    "Deliveries could not be applied; they are tried again",
  );
  await recordFailedTry(deps.db, taken, describeError(failure).errorName ?? "Error", mostTries);
  return taken;
}

/** After the inbox's transaction: whoever stores a reference holds the meeting first and the Zoom id second. */
const wakeSync = (deps: Deps, meetingId: string): Promise<void> =>
  deps.db.transaction().execute(async (trx) => {
    await makeDue(trx, meetingId);
    await deps.queue.hintSync(trx, meetingId);
  });

function isReadable(deps: Deps, delivery: DeliveryRow): boolean {
  try {
    return readStoredDelivery(deps, delivery) !== null;
  } catch {
    return false;
  }
}

// Event names come from outside: an unknown one must not become a label of its own.
const labelOf = (event: string) => (isKnownEvent(event) ? event : "other");
