import { describe, expect, test } from "vitest";
import { at } from "./a-session.ts";
import { type FactParticipant, type KnownPeople, sessionsOf, type VisitFact } from "./recognition.ts";

const people: KnownPeople = {
  doctorEmailHashes: ["hash of ada", "hash of the pool"],
  patientEmailHash: "hash of sam",
  patientRedirects: [],
};

const fact = (kind: VisitFact["kind"], time: string, change: Partial<VisitFact> = {}): VisitFact => ({
  kind,
  uuid: "first",
  zoomMeetingId: "123456789",
  at: at(time),
  sessionStart: null,
  hostId: "host-user",
  participant: null,
  ...change,
});
const person = (stay: string, change: Partial<FactParticipant> = {}): FactParticipant => ({
  stay,
  zoomUserId: null,
  emailHash: null,
  outsider: `outsider ${stay}`,
  ...change,
});
const joined = (time: string, participant: FactParticipant, uuid = "first") =>
  fact("joined", time, { participant, uuid });
const left = (time: string, participant: FactParticipant, uuid = "first") =>
  fact("left", time, { participant, uuid });

const host = person("1", { zoomUserId: "host-user", outsider: "dr. ada" });
const guest = person("2", { outsider: "sam" });
const stranger = person("3", { outsider: "kim" });

const whoIs = (facts: VisitFact[], known: Partial<KnownPeople> = {}) =>
  Object.fromEntries(
    sessionsOf(facts, { ...people, ...known })
      .flatMap(({ stays }) => stays)
      .map(({ key, who, recognisedBy }) => [key, `${who} by ${recognisedBy}`]),
  );

describe("who is who", () => {
  test("the host's Zoom user is the doctor", () => {
    expect(whoIs([joined("10:00", host)])).toEqual({ 1: "doctor by host-id" });
  });

  test("somebody with the doctor's e-mail, or that of the Zoom host, is the doctor", () => {
    const doctor = person("1", { emailHash: "hash of ada" });
    const colleague = person("2", { emailHash: "hash of the pool" });
    expect(whoIs([joined("10:00", doctor), joined("10:01", colleague)])).toEqual({
      1: "doctor by email",
      2: "doctor by email",
    });
  });

  test("somebody with the patient's e-mail is the patient, and then nobody else is", () => {
    const patient = person("2", { emailHash: "hash of sam" });
    expect(whoIs([joined("10:00", host), joined("10:01", patient), joined("10:02", stranger)])).toEqual({
      1: "doctor by host-id",
      2: "patient by email",
      3: "null by null",
    });
  });

  test("the only other one is the patient", () => {
    expect(whoIs([joined("10:00", host), joined("10:01", guest)])).toEqual({
      1: "doctor by host-id",
      2: "patient by only-other",
    });
  });

  test("of two others neither is the patient for sure", () => {
    expect(whoIs([joined("10:00", host), joined("10:01", guest), joined("10:02", stranger)])).toEqual({
      1: "doctor by host-id",
      2: "null by null",
      3: "null by null",
    });
  });

  test("of two others the one who came after the patient's link was used is the patient", () => {
    const facts = [joined("10:00", host), joined("10:01", stranger), joined("10:05", guest)];
    expect(whoIs(facts, { patientRedirects: [at("10:04:50")] })).toEqual({
      1: "doctor by host-id",
      2: "patient by redirect",
      3: "null by null",
    });
  });

  test("two who came after the patient's link was used stay unknown", () => {
    const facts = [joined("10:00", host), joined("10:05", stranger), joined("10:05", guest)];
    expect(whoIs(facts, { patientRedirects: [at("10:04")] })).toEqual({
      1: "doctor by host-id",
      2: "null by null",
      3: "null by null",
    });
  });

  test("clocks may differ by five seconds between the link and the room", () => {
    const facts = [joined("10:01", stranger), joined("10:05", guest)];
    expect(whoIs(facts, { patientRedirects: [at("10:05:05")] })).toMatchObject({ 2: "patient by redirect" });
    expect(whoIs(facts, { patientRedirects: [at("10:05:06")] })).toMatchObject({ 2: "null by null" });
  });

  test("an outsider who comes back is the same one", () => {
    const back = person("9", { outsider: "sam" });
    const facts = [joined("10:01", guest), left("10:05", guest), joined("10:07", back)];
    expect(whoIs(facts)).toEqual({ 2: "patient by only-other", 9: "patient by only-other" });
  });

  test("the same outsider is recognised in a second session too", () => {
    const facts = [joined("10:01", guest), joined("10:20", person("5", { outsider: "sam" }), "second")];
    expect(whoIs(facts)).toEqual({ 2: "patient by only-other", 5: "patient by only-other" });
  });

  test("what one delivery says for sure holds for the whole stay", () => {
    const named = person("2", { emailHash: "hash of sam" });
    expect(whoIs([joined("10:01", guest), left("10:05", named)])).toEqual({ 2: "patient by email" });
  });
});

describe("stays and sessions", () => {
  const staysIn = (facts: VisitFact[]) =>
    sessionsOf(facts, people)
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
    expect(sessionsOf(facts, people)).toMatchObject([
      { uuid: "first", startedAt: at("10:00"), endedAt: at("10:20") },
      { uuid: "second", startedAt: at("10:30"), endedAt: at("10:40") },
    ]);
  });

  test("without its own start, a session began when the others say, or else with the first news of it", () => {
    const reported = fact("ended", "10:20", { sessionStart: at("09:59") });
    expect(sessionsOf([reported], people)[0]?.startedAt).toEqual(at("09:59"));
    expect(sessionsOf([joined("10:03", guest)], people)[0]?.startedAt).toEqual(at("10:03"));
  });

  test("a session never ends before it starts", () => {
    expect(sessionsOf([fact("started", "10:00"), fact("ended", "09:59")], people)).toMatchObject([
      { startedAt: at("10:00"), endedAt: at("10:00") },
    ]);
  });
});
