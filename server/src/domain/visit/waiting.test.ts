import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { person as aPerson, at, fact, knownPeople } from "./a-session.ts";
import { recognisePeople } from "./recognition.ts";
import { seenPeople } from "./seen-people.ts";
import { recognisedStays, sessionsOf } from "./sessions.ts";
import type { FactParticipant, VisitFact, WaitFact } from "./visit-facts.ts";
import { waitsOf } from "./waiting.ts";

const person = (name: string, stay: string, change: Partial<FactParticipant> = {}): FactParticipant =>
  aPerson(stay, {
    zoomUserId: name === "host" ? "host-user" : null,
    emailHash: name === "sam" ? "hash of sam" : null,
    participantUuid: name,
    name,
    ...change,
  });
const wait = (kind: WaitFact["kind"], time: string, change: Partial<WaitFact> = {}): WaitFact => ({
  kind,
  place: "waiting-room",
  uuid: "first",
  at: at(time),
  hostId: "host-user",
  participant: person("sam", "1"),
  ...change,
});
const room = (kind: VisitFact["kind"], time: string, participant = person("sam", "2")): VisitFact =>
  fact(kind, time, { participant: kind === "joined" || kind === "left" ? participant : null });
const waitsAmong = (reported: WaitFact[], inRooms: VisitFact[] = []) => {
  const people = seenPeople(inRooms, reported);
  const recognised = recognisedStays(people, recognisePeople(people, knownPeople));
  return waitsOf(reported, inRooms, sessionsOf(inRooms, recognised), recognised);
};
const waits = (reported: WaitFact[], inRooms: VisitFact[] = []) =>
  waitsAmong(reported, inRooms).map(({ place, who, from, to }) =>
    [place, who, from, to ?? "still"]
      .map((part) => (part instanceof Date ? part.toISOString().slice(11, 16) : part))
      .join(" "),
  );

describe("a wait", () => {
  test("goes from its begin to the first end that is told", () => {
    expect(waits([wait("waiting", "10:00")])).toEqual(["waiting-room patient 10:00 still"]);
    const ends = [wait("waited", "10:05"), wait("waited", "10:06")];
    expect(waits([wait("waiting", "10:00"), ...ends])).toEqual(["waiting-room patient 10:00 10:05"]);
  });

  test("whose end was never told ends with entering the room, or with the call", () => {
    expect(waits([wait("waiting", "10:00")], [room("joined", "10:04"), room("ended", "10:30")])).toEqual([
      "waiting-room patient 10:00 10:04",
    ]);
    const host = person("host", "3");
    expect(
      waits([wait("waiting", "10:00")], [room("joined", "09:55", host), room("ended", "10:30")]),
    ).toEqual(["waiting-room patient 10:00 10:30"]);
  });

  test("is one, though its beginning never came", () => {
    expect(waits([wait("waited", "10:01")])).toEqual(["waiting-room patient 10:01 10:01"]);
  });

  test("before the host is one, though the call that ends it has another uuid", () => {
    const reported = [
      wait("waiting", "09:55", { place: "before-host", uuid: "made" }),
      wait("waited", "10:00", { place: "before-host", uuid: "first" }),
    ];
    expect(waits(reported)).toEqual(["before-host patient 09:55 10:00"]);
  });

  test("of a second stranger leaves the patient of the room the patient", () => {
    const reported = [
      wait("waiting", "10:00"),
      wait("waited", "10:01"),
      wait("waiting", "10:02", { participant: person("kim", "4") }),
    ];
    expect(waits(reported, [room("joined", "10:01")])).toEqual([
      "waiting-room patient 10:00 10:01",
      "waiting-room someone 10:02 still",
    ]);
  });
});

test("in any order, and however often told, the waits are the same", () => {
  const time = fc
    .integer({ min: 0, max: 8 })
    .map((offset) => new Date(at("10:00").getTime() + offset * 1000));
  const anyone = fc.constantFrom(
    person("sam", "1"),
    person("sam", "2", { emailHash: null }),
    person("kim", "3"),
    person("host", "4"),
  );
  const common = { uuid: fc.constantFrom("first", "second"), at: time, hostId: fc.constant("host-user") };
  const reported = fc.record({
    ...common,
    kind: fc.constantFrom("waiting" as const, "waited" as const),
    place: fc.constantFrom("waiting-room" as const, "before-host" as const),
    participant: anyone,
  });
  const inRooms = fc.record({
    ...common,
    kind: fc.constantFrom("joined" as const, "left" as const),
    zoomMeetingId: fc.constant("123456789"),
    sessionStart: fc.constant(null),
    participant: anyone,
  });
  const retold = <T>(all: readonly T[]) =>
    fc
      .shuffledSubarray([...all])
      .chain((again) => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }));
  fc.assert(
    fc.property(
      fc.array(reported, { maxLength: 8 }).chain((all) => fc.tuple(fc.constant(all), retold(all))),
      fc.array(inRooms, { maxLength: 4 }).chain((all) => fc.tuple(fc.constant(all), retold(all))),
      ([all, again], [rooms, roomsAgain]) => {
        expect(waitsAmong(again, roomsAgain)).toEqual(waitsAmong(all, rooms));
      },
    ),
    { numRuns: 500 },
  );
});
