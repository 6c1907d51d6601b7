import {
  claimDeliveries,
  claimWaitingDeliveries,
  type Database,
  makeDue,
  type ReadDelivery,
  recordFailedTry,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { isKnownEvent } from "../../domain/event-effects.ts";
import { describeError } from "../../telemetry/log.ts";
import { inSpan } from "../../telemetry/trace.ts";
import { transact } from "../transact.ts";
import { type Applied, applyBatch } from "./apply-batch.ts";
import { readStoredDelivery } from "./read-stored-delivery.ts";

const maxTries = 10;
const max = { oldest: 16, inAll: 200 };

/**
 * Works off the inbox until nothing waits but what failed; returns how many deliveries it applied. The oldest and all
 * that wait for the same Zoom meetings go together; when that fails each is tried alone, so that one that cannot be
 * applied holds up no other, of its own meeting or of another.
 */
export const applyDeliveries = (deps: Deps): Promise<number> =>
  inSpan("apply-deliveries", { kind: "internal" }, () => applyAll(deps));

async function applyAll(deps: Deps): Promise<number> {
  const failed: string[] = [];
  let count = 0;
  for (;;) {
    let taken = 0;
    for await (const tried of attempts(deps, (trx) =>
      claimWaitingDeliveries(trx, { without: failed, max }),
    )) {
      taken += tried.taken.length;
      count += tried.applied;
      failed.push(...tried.unreadable);
      if (tried.failure !== null) failed.push(...(await countFailure(deps, tried)));
    }
    // Fewer than were allowed: nothing else waits, and a delivery that comes now wakes the inbox itself.
    if (taken < max.oldest) return count;
  }
}

type Take = (trx: Transaction<Database>) => Promise<ReadDelivery[]>;

interface Attempt {
  taken: string[];
  /** Those that were altered, or whose key is not at hand; their try is counted already. */
  unreadable: string[];
  /** Those that are better tried apart from the others. */
  left: readonly ReadDelivery[];
  applied: number;
  failure: unknown;
}

/** Tries what is taken together, and then apart what was left out or failed. */
async function* attempts(deps: Deps, take: Take): AsyncGenerator<Attempt> {
  const together = await tryClaim(deps, take);
  if (together.failure !== null && together.taken.length > 1) {
    for (const id of together.taken) yield tryClaim(deps, (trx) => claimDeliveries(trx, [id]));
    return;
  }
  yield together;
  for (const group of Map.groupBy(together.left, ({ zoom_meeting_id }) => zoom_meeting_id).values()) {
    yield* attempts(deps, (trx) =>
      claimDeliveries(
        trx,
        group.map(({ id }) => id),
      ),
    );
  }
}

/** Takes deliveries and applies them, in one transaction. @throws when none could be taken */
async function tryClaim(deps: Deps, take: Take): Promise<Attempt> {
  let taken: string[] = [];
  try {
    const { unreadable, states, toSync, left } = await transact(deps, async (trx) => {
      const deliveries = await take(trx);
      taken = deliveries.map(({ id }) => id);
      const readable = deliveries.filter((delivery) => isReadable(deps, delivery));
      const unreadable = taken.filter((id) => !readable.some((delivery) => delivery.id === id));
      if (unreadable.length > 0) {
        deps.log.error({ count: unreadable.length }, "Deliveries cannot be read: check DATA_ENCRYPTION_KEYS");
        await recordFailedTry(trx, unreadable, "Unreadable", maxTries);
      }
      const { fresh, suspect } = partOf(readable);
      const applied = await applyBatch(deps, trx, fresh);
      return { ...applied, unreadable, left: [...suspect, ...applied.left] };
    });
    for (const applied of states) tellApplied(deps, applied);
    for (const meetingId of new Set(toSync)) await enqueueSync(deps, meetingId);
    return { taken, unreadable, left, applied: states.length, failure: null };
  } catch (failure) {
    if (taken.length === 0) throw failure;
    return { taken, unreadable: [], left: [], applied: 0, failure };
  }
}

function tellApplied(
  { config, log, metrics }: Deps,
  { delivery, state, meetingId }: Applied["states"][number],
): void {
  const name = labelOf(delivery.event);
  metrics.deliveriesApplied.inc({ event: name, state });
  if (delivery.account_id !== null && delivery.account_id !== config.zoom.accountId) {
    metrics.foreignDeliveries.inc();
    log.warn(
      { event: "foreign-account", delivery: name, deliveryId: delivery.id },
      "A signed delivery is of another Zoom account: it is kept and changes nothing. Check ZOOM_ACCOUNT_ID, and which app has our webhook secret",
    );
    return;
  }
  log.info(
    {
      event: "delivery-applied",
      delivery: name,
      state,
      deliveryId: delivery.id,
      ...(meetingId && { meetingId }),
    },
    "A delivery was worked off",
  );
}

/** A delivery that failed before must not fail those of other meetings with it again. */
function partOf(deliveries: readonly ReadDelivery[]): { fresh: ReadDelivery[]; suspect: ReadDelivery[] } {
  const isOneGroup = new Set(deliveries.map(({ zoom_meeting_id }) => zoom_meeting_id)).size <= 1;
  const isSuspect = ({ tries }: ReadDelivery) => tries > 0 && !isOneGroup;
  return {
    fresh: deliveries.filter((delivery) => !isSuspect(delivery)),
    suspect: deliveries.filter(isSuspect),
  };
}

async function countFailure(deps: Deps, { taken, failure }: Attempt): Promise<string[]> {
  deps.databaseState.report(failure, "Deliveries could not be applied; they are tried again", {
    count: taken.length,
  });
  await recordFailedTry(deps.db, taken, describeError(failure).errorName ?? "Error", maxTries);
  return taken;
}

/** After the inbox's transaction: a store locks the meeting first and the Zoom id second. */
async function enqueueSync(deps: Deps, meetingId: string): Promise<void> {
  await makeDue(deps.db, meetingId);
  deps.wakeSync(meetingId);
}

function isReadable(deps: Deps, delivery: ReadDelivery): boolean {
  try {
    return readStoredDelivery(deps, delivery) !== null;
  } catch {
    return false;
  }
}

// Event names come from outside: an unknown one must not become a label of its own.
const labelOf = (event: string) => (isKnownEvent(event) ? event : "other");
