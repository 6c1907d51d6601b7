import { randomInt, randomUUID } from "node:crypto";
import type { Delivery, SandboxState, WebhookSender } from "../state.ts";
import { consumeDeliveryFault, type DeliveryFault, type DeliverySubject } from "./delivery-fault.ts";
import { eventJson, postSigned } from "./signed-post.ts";

const minute = 60_000;
const retryDelaysMs = [5 * minute, 20 * minute, 60 * minute];

/** The delay after this many failed tries; null after the last one, when Zoom gives the event up. */
function retryDelayMs(failedTries: number, timeScale: number): number | null {
  const delay = retryDelaysMs[failedTries - 1];
  return delay === undefined ? null : delay * timeScale;
}

const maxFailedValidations = 6;
const maxTimerMs = 2 ** 31 - 1;

type SenderOptions = {
  state: SandboxState;
  secret: string;
  clientId: string;
  now(): Date;
  scheduleSave(): void;
};

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function subjectOf(event: string, payload: Record<string, unknown>): DeliverySubject {
  const participant = fieldOf(payload.object, "participant");
  return {
    event,
    meetingId: String(fieldOf(payload.object, "id") ?? ""),
    userId: String(fieldOf(participant, "user_id") ?? ""),
  };
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, rank: randomInt(2 ** 32) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

export function createWebhookSender({
  state,
  secret,
  clientId,
  now,
  scheduleSave,
}: SenderOptions): WebhookSender {
  const log: Delivery[] = [...state.pendingDeliveries];
  const inFlight = new Map<Delivery, Promise<void>>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function dueAt(delivery: Delivery): number {
    const last = delivery.tries.at(-1);
    if (!last) return delivery.notBefore ?? 0;
    return last.at + (retryDelayMs(delivery.tries.length, state.timeScale) ?? 0);
  }

  function finish(delivery: Delivery, status: Delivery["status"]): void {
    delivery.status = status;
    state.pendingDeliveries = state.pendingDeliveries.filter((pending) => pending !== delivery);
  }

  async function attempt(delivery: Delivery, url: string): Promise<void> {
    const status = await postSigned({ url, body: delivery.body, secret, clientId, now: now() }).then(
      (response) => response.status,
      () => 0,
    );
    if (closed) return;
    delivery.tries.push({ at: now().getTime(), status });
    if (status >= 200 && status < 300) finish(delivery, "delivered");
    else if (status >= 300 && status < 500) finish(delivery, "rejected");
    else if (retryDelayMs(delivery.tries.length, state.timeScale) === null) finish(delivery, "given-up");
    scheduleSave();
  }

  // One delivery at a time per meeting preserves the order of events; only `resume` shuffles them.
  function nextDue(): Delivery | undefined {
    const busy = new Set([...inFlight.keys()].map(({ meetingId }) => meetingId));
    return state.pendingDeliveries.find(
      (delivery) =>
        !inFlight.has(delivery) && !busy.has(delivery.meetingId) && dueAt(delivery) <= now().getTime(),
    );
  }

  function sendDue(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    const url = state.webhookUrl;
    if (closed || state.deliveriesPaused || !url) return;
    for (let due = nextDue(); due; due = nextDue()) {
      const delivery = due;
      const sending = attempt(delivery, url).finally(() => {
        inFlight.delete(delivery);
        sendDue();
      });
      inFlight.set(delivery, sending);
    }
    const nextTimes = state.pendingDeliveries.filter((delivery) => !inFlight.has(delivery)).map(dueAt);
    const wait = Math.min(...nextTimes) - now().getTime();
    if (nextTimes.length > 0 && wait > 0) timer = setTimeout(sendDue, Math.min(wait, maxTimerMs));
  }

  function isDropped(fault: DeliveryFault | undefined): boolean {
    return (
      fault?.kind === "drop" ||
      state.deliveriesDropped ||
      !state.webhookUrl ||
      state.webhookFailedValidations >= maxFailedValidations
    );
  }

  return {
    log,
    emit({ event, eventTs, payload }) {
      const subject = subjectOf(event, payload);
      const fault = consumeDeliveryFault(state, subject);
      const newDelivery = (): Delivery => ({
        id: randomUUID(),
        event,
        meetingId: subject.meetingId,
        body: eventJson({ event, payload, event_ts: eventTs }),
        status: isDropped(fault) ? "dropped" : "waiting",
        tries: [],
        ...(fault?.kind === "delay" ? { notBefore: now().getTime() + (fault.delayMs ?? 0) } : {}),
      });
      const deliveries = fault?.kind === "duplicate" ? [newDelivery(), newDelivery()] : [newDelivery()];
      log.push(...deliveries);
      state.pendingDeliveries.push(...deliveries.filter(({ status }) => status === "waiting"));
      scheduleSave();
      sendDue();
    },
    sendDue,
    resume({ shuffle, duplicate }) {
      const copies = state.pendingDeliveries.flatMap((delivery) => [
        delivery,
        ...Array.from({ length: duplicate - 1 }, () => ({ ...delivery, id: randomUUID(), tries: [] })),
      ]);
      log.push(...copies.filter((copy) => !state.pendingDeliveries.includes(copy)));
      state.pendingDeliveries = shuffle ? shuffled(copies) : copies;
      state.deliveriesPaused = false;
      scheduleSave();
      sendDue();
    },
    async flush() {
      sendDue();
      while (inFlight.size > 0) await Promise.all(inFlight.values());
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
    },
  };
}
