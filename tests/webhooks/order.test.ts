import { evaluateDue } from "@patientcare/zoom-server/operations/visits/evaluate-due.ts";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { people } from "../support/tokens.ts";
import { signalsOf } from "../visit/signals-of.ts";
import {
  apply,
  type BookedVisit,
  bookVisit,
  deliveryBody,
  receive,
  type VisitDelivery,
} from "./booked-visit.ts";
import { tracesOf } from "./traces-of.ts";

// Without a worker, and without news from the sandbox, each step is taken by the test alone.
let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web", LINK_CLOSES_AFTER_MINUTES: "5" });
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const host = { stay: "16778240", name: "Dr. Ada", host: true };
const guest = { stay: "16779264", name: "Sam" };
const guestAgain = { stay: "16780288", name: "Sam" };
const sam = { ...guest, email: people.patient.email };
const samAgain = { ...guestAgain, email: people.patient.email };
const samSignedIn = { stay: "16781312", name: "Sam R.", email: people.patient.email };

/** Tells the news in the order given, some of it again in the same or in other bytes, and applies it bit by bit. */
async function tell(
  visit: BookedVisit,
  delivered: readonly VisitDelivery[],
  { everyStep }: { everyStep: boolean },
) {
  for (const [index, each] of delivered.entries()) {
    await receive(app, deliveryBody(visit, each));
    const earlier = delivered[Math.floor(index / 2)] ?? each;
    await receive(app, deliveryBody(visit, earlier, index % 2));
    if (everyStep) await apply(app);
  }
  await apply(app);
}

/** The order of this number among all orders of the items. */
function permuted<T>(items: readonly T[], number: number): T[] {
  const left = [...items];
  return items.flatMap(() => {
    const size = left.length;
    const index = number % size;
    number = Math.floor(number / size);
    return left.splice(index, 1);
  });
}

const sixEvents: VisitDelivery[] = [
  { kind: "started", session: "first", minute: 1 },
  { kind: "participant_joined", session: "first", minute: 1, person: host },
  { kind: "participant_joined", session: "first", minute: 3, person: sam },
  { kind: "participant_left", session: "first", minute: 14, person: sam },
  { kind: "participant_left", session: "first", minute: 15, person: host },
  { kind: "ended", session: "first", minute: 15 },
];
const permutations = 720;

test("six events leave the same in every order", {
  timeout: sizeOf({ full: 1_200_000, everyday: 90_000 }),
}, async () => {
  expect(
    new Set(Array.from({ length: permutations }, (_, n) => permuted("123456".split(""), n).join(""))),
  ).toHaveProperty("size", permutations);
  const count = sizeOf({ full: permutations, everyday: 30 });
  for (let step = 0; step < count; step += 1) {
    // 317 and 720 have no common divisor: each number comes once.
    const number = (step * 317) % permutations;
    const delivered = permuted(sixEvents, number);
    const visit = await bookVisit(app);
    await tell(visit, delivered, { everyStep: step % 3 === 0 });
    expect(await tracesOf(app, visit), `order ${number}`).toEqual({
      status: "ended",
      outcome: "held",
      attentions: [],
      generation: 1,
      appointment: "COMPLETED",
      sessions: [{ session: "first", slot: 0, from: 1, to: 15 }],
      stays: [
        "first, stay 16778240: doctor by host-id, 1 to 15",
        "first, stay 16779264: patient by email, 3 to 14",
      ],
      events: [
        "created",
        "joined first 16778240 1",
        "joined first 16779264 3",
        "left first 16778240 15",
        "left first 16779264 14",
        "scheduled",
        "session-ended first",
        "session-started first",
      ],
    });
  }
});

test("a visit with a rejoin and a second session leaves the same in every order", {
  timeout: sizeOf({ full: 600_000, everyday: 60_000 }),
}, async () => {
  const delivered: VisitDelivery[] = [
    { kind: "started", session: "first", minute: 1 },
    { kind: "participant_joined", session: "first", minute: 1, person: host },
    { kind: "participant_joined", session: "first", minute: 2, person: guest },
    { kind: "participant_left", session: "first", minute: 4, person: guest },
    { kind: "participant_joined", session: "first", minute: 5, person: guestAgain },
    { kind: "participant_left", session: "first", minute: 9, person: guestAgain },
    { kind: "participant_left", session: "first", minute: 9, person: host },
    { kind: "ended", session: "first", minute: 9 },
    { kind: "started", session: "second", minute: 11 },
    { kind: "participant_joined", session: "second", minute: 11, person: { ...host, stay: "16778241" } },
    { kind: "participant_joined", session: "second", minute: 12, person: samSignedIn },
    { kind: "participant_left", session: "second", minute: 16, person: samSignedIn },
  ];
  const orders = fc.sample(
    fc.shuffledSubarray(delivered, { minLength: delivered.length }),
    sizeOf({ full: 500, everyday: 12 }),
  );
  for (const [step, order] of orders.entries()) {
    const visit = await bookVisit(app);
    await tell(visit, order, { everyStep: step % 3 === 0 });
    expect(await tracesOf(app, visit), JSON.stringify(order)).toEqual({
      status: "started",
      outcome: null,
      attentions: [],
      generation: 1,
      appointment: "CONFIRMED",
      sessions: [
        { session: "first", slot: 0, from: 1, to: 9 },
        { session: "second", slot: 0, from: 11, to: null },
      ],
      stays: [
        "first, stay 16778240: doctor by host-id, 1 to 9",
        "first, stay 16779264: someone by null, 2 to 4",
        "first, stay 16780288: someone by null, 5 to 9",
        "second, stay 16778241: doctor by host-id, 11 to null",
        "second, stay 16781312: patient by email, 12 to 16",
      ],
      events: [
        "created",
        "joined first 16778240 1",
        "joined first 16779264 2",
        "joined first 16780288 5",
        "joined second 16778241 11",
        "joined second 16781312 12",
        "left first 16778240 9",
        "left first 16779264 4",
        "left first 16780288 9",
        "left second 16781312 16",
        "scheduled",
        "session-ended first",
        "session-started first",
        "session-started second",
      ],
    });
  }
});

test("a visit with waiting before the host and in the waiting room leaves the same in every order, also once it is settled", {
  timeout: sizeOf({ full: 600_000, everyday: 60_000 }),
}, async () => {
  const delivered: VisitDelivery[] = [
    { kind: "participant_jbh_waiting", session: "made", minute: 1, person: sam },
    { kind: "participant_jbh_waiting_left", session: "first", minute: 7, person: sam },
    { kind: "started", session: "first", minute: 7 },
    { kind: "participant_joined", session: "first", minute: 7, person: host },
    { kind: "participant_joined_waiting_room", session: "first", minute: 7, person: sam },
    { kind: "participant_admitted", session: "first", minute: 8, person: sam },
    { kind: "participant_joined", session: "first", minute: 8, person: samAgain },
    { kind: "participant_left", session: "first", minute: 10, person: samAgain },
    { kind: "participant_joined", session: "first", minute: 11, person: { ...sam, stay: "16782336" } },
    { kind: "participant_left", session: "first", minute: 14, person: { ...sam, stay: "16782336" } },
    { kind: "participant_left", session: "first", minute: 14, person: host },
    { kind: "ended", session: "first", minute: 14 },
  ];
  const orders = fc.sample(
    fc.shuffledSubarray(delivered, { minLength: delivered.length }),
    sizeOf({ full: 500, everyday: 12 }),
  );
  for (const [step, order] of orders.entries()) {
    const visit = await bookVisit(app);
    await tell(visit, order, { everyStep: step % 3 === 0 });
    const { stays, events } = await tracesOf(app, visit);
    expect(stays, JSON.stringify(order)).toEqual([
      "first, stay 16778240: doctor by host-id, 7 to 14",
      "first, stay 16780288: patient by email, 8 to 10",
      "first, stay 16782336: patient by email, 11 to 14",
    ]);
    expect(events.filter((event) => event.startsWith("waiting"))).toEqual([
      "waiting 1",
      "waiting 7",
      "waiting-ended 7",
      "waiting-ended 8",
    ]);
    expect(await settledSignals(visit)).toEqual([
      "late doctor: came at 7",
      "visit-proof: 300 s together, 8 to 10, 11 to 14",
      "waited patient: 60 s, waiting-room 7 to 8",
    ]);
  }
});

test("six events with a waiting room leave the same in every order", {
  timeout: sizeOf({ full: 1_200_000, everyday: 60_000 }),
}, async () => {
  const delivered: VisitDelivery[] = [
    { kind: "participant_joined", session: "first", minute: 1, person: host },
    { kind: "participant_joined_waiting_room", session: "first", minute: 2, person: sam },
    { kind: "participant_left_waiting_room", session: "first", minute: 4, person: sam },
    { kind: "participant_joined", session: "first", minute: 4, person: samAgain },
    { kind: "participant_left", session: "first", minute: 9, person: samAgain },
    { kind: "ended", session: "first", minute: 9 },
  ];
  const left = new Set<string>();
  for (let step = 0; step < sizeOf({ full: permutations, everyday: 12 }); step += 1) {
    const visit = await bookVisit(app);
    await tell(visit, permuted(delivered, (step * 317) % permutations), { everyStep: step % 3 === 0 });
    left.add(JSON.stringify([await tracesOf(app, visit), await settledSignals(visit)]));
  }
  expect([...left]).toHaveLength(1);
  expect([...left][0]).toContain("waited patient: 120 s, waiting-room 2 to 4");
});

/** The window is over: what the clock then tells. */
async function settledSignals(visit: BookedVisit): Promise<string[]> {
  const { deps } = app.server;
  await deps.db
    .updateTable("zoom_meetings")
    .set({ start_time: visit.start, duration: 10, created_at: minutesFromNow(-60), evaluate_at: new Date() })
    .where("id", "=", visit.meetingId)
    .execute();
  await evaluateDue(deps, visit.meetingId);
  await apply(app);
  const signals = await signalsOf(app, { id: visit.meetingId });
  const minute = (at: unknown) => (Date.parse(String(at)) - visit.start.getTime()) / 60_000;
  const span = ({ from, to, place }: Record<string, unknown>) =>
    [place, minute(from), "to", minute(to)].filter((part) => part !== undefined).join(" ");
  return signals
    .map(({ type, who, seconds, cameAt, together, waits }) => {
      if (type === "late") return `late ${who}: came at ${minute(cameAt)}`;
      const [head, spans] =
        type === "waited"
          ? [`waited ${who}: ${seconds} s`, waits]
          : [`${type}: ${seconds} s together`, together];
      return [head, ...(spans as Record<string, unknown>[]).map(span)].join(", ");
    })
    .sort();
}
