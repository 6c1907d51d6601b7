import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at, knownPeople, sessionsAmong } from "./a-session.ts";
import type { KnownPeople } from "./recognition.ts";
import type { VisitFact } from "./visit-facts.ts";

describe("in any order, and however often delivered", () => {
  const second = fc
    .integer({ min: 0, max: 8 })
    .map((offset) => new Date(at("10:00").getTime() + offset * 1000));
  const participant = fc.record({
    stay: fc.constantFrom("1", "2", "3"),
    zoomUserId: fc.constantFrom(null, null, "host-user", "other-user"),
    emailHash: fc.constantFrom(null, null, "hash of ada", "hash of sam", "hash of a colleague"),
    participantUuid: fc.constantFrom(null, null, "p", "q"),
    name: fc.constantFrom(null, "", "dr ada", "iphone", "otter.ai", "kim"),
  });
  const common = {
    uuid: fc.constantFrom("first", "second"),
    zoomMeetingId: fc.constantFrom("123456789", "987654321"),
    at: second,
    sessionStart: fc.option(second),
    hostId: fc.constantFrom("host-user", null),
  };
  const anyFact: fc.Arbitrary<VisitFact> = fc.oneof(
    fc.record({
      ...common,
      kind: fc.constantFrom("started", "ended", "heard"),
      participant: fc.constant(null),
    }),
    fc.record({
      ...common,
      kind: fc.constant("ended"),
      participant: fc.constant(null),
      assumed: fc.boolean(),
    }),
    fc.record({ ...common, kind: fc.constantFrom("joined", "left"), participant }),
    fc.record({
      ...common,
      kind: fc.constant("bound"),
      participant,
      boundTo: fc.record({
        stay: fc.constantFrom("1", "2", null),
        participantUuid: fc.constantFrom("p", null),
      }),
    }),
  );
  const facts = fc.array(anyFact, { minLength: 1, maxLength: 12 });
  const redirect = fc.oneof(
    fc.record({ kind: fc.constant("patient"), participantId: fc.constant("sam's link") }),
    fc.record({ kind: fc.constant("interpreter"), participantId: fc.constant("kim's link") }),
    fc.record({ kind: fc.constant("doctor"), participantId: fc.constant("ada's link") }),
  );
  const companions: KnownPeople["companions"] = [
    { participantId: "kim's link", kind: "interpreter", emailHash: null, name: "kim" },
  ];
  const known: fc.Arbitrary<KnownPeople> = fc
    .record({
      companions: fc.constantFrom([], companions),
      redirects: fc.array(
        fc
          .tuple(redirect, second, fc.constantFrom(null, "one", "other"))
          .map(([link, at, device]) => ({ ...link, at, device })),
        { maxLength: 3 },
      ),
    })
    .map((change) => ({ ...knownPeople, ...change }));
  const redelivered = facts.chain((reported) =>
    fc.record({
      reported: fc.constant(reported),
      again: fc.shuffledSubarray(reported).chain((repeated) =>
        fc.shuffledSubarray([...reported, ...repeated], {
          minLength: reported.length + repeated.length,
          maxLength: reported.length + repeated.length,
        }),
      ),
    }),
  );

  test("the sessions and the people in them are the same", () => {
    fc.assert(
      fc.property(redelivered, known, ({ reported, again }, known) => {
        expect(sessionsAmong(again, known)).toEqual(sessionsAmong(reported, known));
      }),
      { numRuns: 1000 },
    );
  });

  test("times never run backwards, and no stay is there twice", () => {
    fc.assert(
      fc.property(facts, known, (reported, known) => {
        for (const { startedAt, endedAt, stays } of sessionsAmong(reported, known)) {
          expect(endedAt === null || endedAt >= startedAt).toBe(true);
          expect(new Set(stays.map(({ key }) => key)).size).toBe(stays.length);
          for (const { joinedAt, leftAt } of stays)
            expect(joinedAt === null || leftAt === null || leftAt >= joinedAt).toBe(true);
        }
      }),
    );
  });

  test("more deliveries never take a stay away: a stored one keeps its key", () => {
    fc.assert(
      fc.property(facts, anyFact, known, (reported, more, known) => {
        const keysOf = (all: VisitFact[]) =>
          sessionsAmong(all, known).flatMap(({ uuid, stays }) => stays.map(({ key }) => `${uuid} ${key}`));
        expect(keysOf([...reported, more])).toEqual(expect.arrayContaining(keysOf(reported)));
      }),
    );
  });
});
