import { describe, expect, test } from "vitest";
import { at, fact, person, sessionsAmong } from "./a-session.ts";
import type { FactParticipant, VisitFact } from "./visit-facts.ts";

const joined = (time: string, participant: FactParticipant) => fact("joined", time, { participant });
const left = (time: string, participant: FactParticipant) => fact("left", time, { participant });
const guest = person("2", { name: "sam" });

describe("stays and sessions", () => {
  const staysIn = (facts: VisitFact[]) =>
    sessionsAmong(facts)
      .flatMap(({ stays }) => stays)
      .map(({ key, joinedAt, leftAt }) => [key, joinedAt, leftAt]);

  test("a leave belongs to the join before it, and a repeated one counts once", () => {
    expect(staysIn([left("10:05", guest), joined("10:01", guest), left("10:05", guest)])).toEqual([
      ["2", at("10:01"), at("10:05")],
    ]);
  });

  test("two joins under one number are two stays", () => {
    const facts = [
      joined("10:01", guest),
      left("10:02", guest),
      joined("10:04", guest),
      left("10:09", guest),
    ];
    expect(staysIn(facts)).toEqual([
      ["2", at("10:01"), at("10:02")],
      ["2#2", at("10:04"), at("10:09")],
    ]);
  });

  test("a leave without its join is kept, and so is a join without its leave", () => {
    expect(staysIn([left("10:05", guest)])).toEqual([["2", null, at("10:05")]]);
    expect(staysIn([joined("10:01", guest)])).toEqual([["2", at("10:01"), null]]);
  });

  test("each running of the meeting is a session of its own, in the order of their starts", () => {
    const facts = [
      fact("ended", "10:40", { uuid: "second" }),
      fact("started", "10:30", { uuid: "second" }),
      fact("ended", "10:20"),
      fact("started", "10:00"),
    ];
    expect(sessionsAmong(facts)).toMatchObject([
      { uuid: "first", startedAt: at("10:00"), endedAt: at("10:20") },
      { uuid: "second", startedAt: at("10:30"), endedAt: at("10:40") },
    ]);
  });

  test("without its own start, a session began when the others say, or else with the first news of it", () => {
    const reported = fact("ended", "10:20", { sessionStart: at("09:59") });
    expect(sessionsAmong([reported])[0]?.startedAt).toEqual(at("09:59"));
    expect(sessionsAmong([joined("10:03", guest)])[0]?.startedAt).toEqual(at("10:03"));
  });

  test("a session never ends before it starts", () => {
    expect(sessionsAmong([fact("started", "10:00"), fact("ended", "09:59")])).toMatchObject([
      { startedAt: at("10:00"), endedAt: at("10:00") },
    ]);
  });

  test("a session whose end was lost is over when the next one of the same meeting begins", () => {
    const facts = [fact("started", "10:00"), fact("started", "10:10", { uuid: "second" })];
    expect(sessionsAmong(facts)).toMatchObject([{ endedAt: at("10:10") }, { endedAt: null }]);
    const other = fact("started", "10:10", { uuid: "second", zoomMeetingId: "987654321" });
    expect(sessionsAmong([fact("started", "10:00"), other])[0]?.endedAt).toBeNull();
  });

  test("an end that is only assumed gives way to the real one", () => {
    const assumed = fact("ended", "10:04", { assumed: true });
    expect(sessionsAmong([fact("started", "10:00"), assumed])).toMatchObject([
      { endedAt: at("10:04"), endAssumed: true, complete: false },
    ]);
    expect(sessionsAmong([fact("started", "10:00"), assumed, fact("ended", "10:20")])).toMatchObject([
      { endedAt: at("10:20"), endAssumed: false, complete: true },
    ]);
  });
});
