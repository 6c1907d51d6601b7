import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { at } from "./a-session.ts";
import { sessionsOf, type VisitFact } from "./recognition.ts";

describe("in any order, and however often told", () => {
  const second = fc
    .integer({ min: 0, max: 8 })
    .map((offset) => new Date(at("10:00").getTime() + offset * 1000));
  const participant = fc.record({
    stay: fc.constantFrom("1", "2", "3"),
    zoomUserId: fc.constantFrom(null, null, "host-user", "other-user"),
    emailHash: fc.constantFrom(null, null, "hash of ada", "hash of sam", "hash of kim"),
    outsider: fc.constantFrom("sam", "kim"),
  });
  const common = {
    uuid: fc.constantFrom("first", "second"),
    zoomMeetingId: fc.constantFrom("123456789", "987654321"),
    at: second,
    sessionStart: fc.option(second),
    hostId: fc.constantFrom("host-user", null),
  };
  const anyFact = fc.oneof(
    fc.record({ ...common, kind: fc.constantFrom("started", "ended"), participant: fc.constant(null) }),
    fc.record({ ...common, kind: fc.constantFrom("joined", "left"), participant }),
  );
  const facts = fc.array(anyFact, { minLength: 1, maxLength: 12 });
  const known = fc.record({
    doctorEmailHashes: fc.constant(["hash of ada"]),
    patientEmailHash: fc.constantFrom("hash of sam", null),
    patientRedirects: fc.array(second, { maxLength: 2 }),
  });
  const retold = facts.chain((reported) =>
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

  test("the sessions are the same", () => {
    fc.assert(
      fc.property(retold, known, ({ reported, again }, known) => {
        expect(sessionsOf(again, known)).toEqual(sessionsOf(reported, known));
      }),
      { numRuns: 1000 },
    );
  });

  test("times never run backwards, and no stay is told twice", () => {
    fc.assert(
      fc.property(facts, known, (reported, known) => {
        for (const { startedAt, endedAt, stays } of sessionsOf(reported, known)) {
          expect(endedAt === null || endedAt >= startedAt).toBe(true);
          expect(new Set(stays.map(({ key }) => key)).size).toBe(stays.length);
          for (const { joinedAt, leftAt } of stays)
            expect(joinedAt === null || leftAt === null || leftAt >= joinedAt).toBe(true);
        }
      }),
    );
  });

  test("more news never takes a stay away: what is written down keeps its key", () => {
    fc.assert(
      fc.property(facts, anyFact, known, (reported, more, known) => {
        const keysOf = (all: VisitFact[]) =>
          sessionsOf(all, known).flatMap(({ uuid, stays }) => stays.map(({ key }) => `${uuid} ${key}`));
        expect(keysOf([...reported, more])).toEqual(expect.arrayContaining(keysOf(reported)));
      }),
    );
  });
});
