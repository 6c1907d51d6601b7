import { describe, expect, test } from "vitest";
import { at, fact, knownPeople, person, sessionsAmong } from "./a-session.ts";
import type { Redirect } from "./link-clicks.ts";
import type { Companion, KnownPeople } from "./recognition.ts";
import type { FactParticipant, VisitFact, WaitFact } from "./visit-facts.ts";

const joined = (time: string, participant: FactParticipant, uuid = "first") =>
  fact("joined", time, { participant, uuid });
const left = (time: string, participant: FactParticipant, uuid = "first") =>
  fact("left", time, { participant, uuid });
const host = joined("10:00", person("1", { zoomUserId: "host-user", name: "dr ada" }));
const click = (time: string, change: Partial<Redirect> = {}): Redirect => ({
  participantId: "sam's link",
  kind: "patient",
  at: at(time),
  device: null,
  ...change,
});
const companion = (change: Partial<Companion> = {}): Companion => ({
  participantId: "kim's link",
  kind: "interpreter",
  emailHash: null,
  name: null,
  ...change,
});
const kimsClick = (time: string, change: Partial<Redirect> = {}) =>
  click(time, { participantId: "kim's link", kind: "interpreter", ...change });

/** Each stay but the host's as `who by evidence`; nobodies in brackets. */
const whoIs = (facts: VisitFact[], known: Partial<KnownPeople> = {}, waits: WaitFact[] = []) =>
  Object.fromEntries(
    sessionsAmong(facts, { ...knownPeople, ...known }, waits)
      .flatMap(({ stays }) => stays)
      .filter(({ key }) => key !== "1")
      .map(({ key, who, recognisedBy, counts }) => {
        const text = `${who} by ${recognisedBy}`;
        return [key, counts || who === "doctor" ? text : `(${text})`];
      }),
  );

describe("the doctor", () => {
  test("is signed in as the host, or has the doctor's e-mail or the Zoom host's", () => {
    const facts = [
      joined("10:00", person("2", { zoomUserId: "host-user" })),
      joined("10:01", person("3", { emailHash: "hash of ada" })),
      joined("10:02", person("4", { emailHash: "hash of the pool" })),
    ];
    expect(whoIs(facts)).toEqual({ 2: "doctor by host-id", 3: "doctor by email", 4: "doctor by email" });
  });

  test("has a second device under the doctor's name, however it is written", () => {
    for (const name of ["dr ada", "ada's kitchen"]) {
      const first = joined("10:00", person("9", { zoomUserId: "host-user", name: "ada's kitchen" }));
      expect(whoIs([host, first, joined("10:01", person("2", { name }))])).toMatchObject({
        2: "doctor by same-name",
      });
    }
  });

  test("is nobody whose name is that of a device, who is signed in to Zoom, or whom no doctor came before", () => {
    const signedIn = joined("10:01", person("2", { name: "dr ada", zoomUserId: "another" }));
    expect(whoIs([host, signedIn])).toEqual({ 2: "someone by only-other" });
    const facts = [joined("10:00", person("9", { zoomUserId: "host-user", name: "iphone" }))];
    expect(whoIs([...facts, joined("10:01", person("2", { name: "iphone" }))])).toMatchObject({
      2: "someone by only-other",
    });
    expect(whoIs([joined("10:01", person("2", { name: "dr ada" }))])).toEqual({ 2: "someone by only-other" });
  });

  test("is nobody who came under the doctor's name after the patient's link was pressed, and nor is the patient", () => {
    const facts = [host, joined("10:05", person("2", { name: "dr ada" }))];
    expect(whoIs(facts, { redirects: [click("10:04")] })).toEqual({ 2: "someone by null" });
    expect(whoIs(facts, { redirects: [click("10:06")] })).toEqual({ 2: "doctor by same-name" });
  });
});

describe("the patient", () => {
  test("has the booked e-mail, in whichever delivery it stands", () => {
    const facts = [
      host,
      joined("10:01", person("2", { emailHash: "hash of sam" })),
      left("10:09", person("2", { name: "" })),
    ];
    expect(whoIs(facts)).toEqual({ 2: "patient by email" });
  });

  test("came after the link was pressed, without limit of time, and not earlier than five seconds before", () => {
    const facts = [host, joined("10:19", person("2", { name: "iphone" }))];
    expect(whoIs(facts, { redirects: [click("09:46")] })).toEqual({ 2: "patient by redirect" });
    expect(whoIs(facts, { redirects: [click("10:19:05")] })).toEqual({ 2: "patient by redirect" });
    expect(whoIs(facts, { redirects: [click("10:19:06")] })).toEqual({ 2: "someone by only-other" });
  });

  test("comes back under another name, id and device, and is the patient each time", () => {
    const facts = [
      host,
      joined("10:01", person("2", { name: "iphone" })),
      left("10:05", person("2", { name: "john doe" })),
      joined("10:07", person("3", { name: "galaxy s9" })),
    ];
    expect(whoIs(facts, { redirects: [click("10:00"), click("10:06")] })).toEqual({
      2: "patient by redirect",
      3: "patient by redirect",
    });
  });

  test("is nobody whom the patient's link never brought: the only other person stays somebody", () => {
    expect(whoIs([host, joined("10:01", person("2"))])).toEqual({ 2: "someone by only-other" });
    expect(whoIs([host, joined("10:01", person("2")), joined("10:02", person("3"))])).toEqual({
      2: "someone by null",
      3: "someone by null",
    });
  });

  test("was seen first where they waited: a click after that brought somebody else", () => {
    const guest = person("2", { participantUuid: "p" });
    const wait: WaitFact = {
      kind: "waiting",
      place: "waiting-room",
      uuid: "first",
      at: at("09:50"),
      hostId: "host-user",
      participant: { ...guest, stay: "8" },
    };
    const facts = [host, joined("10:01", guest)];
    expect(whoIs(facts, { redirects: [click("09:55")] }, [wait])).toEqual({ 2: "someone by only-other" });
    expect(whoIs(facts, { redirects: [click("09:49")] }, [wait])).toEqual({ 2: "patient by redirect" });
  });
});

describe("stays are one person", () => {
  const sam = person("2", { emailHash: "hash of sam", participantUuid: "p", zoomUserId: "sam" });
  test.each([
    { by: "Zoom id", back: person("3", { zoomUserId: "sam" }) },
    { by: "participant uuid", back: person("3", { participantUuid: "p" }) },
    { by: "e-mail", back: person("3", { emailHash: "hash of sam" }) },
  ])("by $by", ({ back }) => {
    expect(whoIs([host, joined("10:01", sam), joined("10:07", back)])).toMatchObject({
      3: "patient by email",
    });
  });

  test("by a bind, which is then the evidence of the stay it joined", () => {
    const phone = person("3", { name: "1650***1234" });
    const bound = fact("bound", "10:03", {
      participant: phone,
      boundTo: { stay: "2", participantUuid: null },
    });
    expect(whoIs([host, joined("10:01", sam), joined("10:02", phone), bound])).toEqual({
      2: "patient by email",
      3: "patient by bind",
    });
    const byUuid = { ...bound, boundTo: { stay: null, participantUuid: "p" } };
    expect(whoIs([host, joined("10:01", sam), joined("10:02", phone), byUuid])).toMatchObject({
      3: "patient by bind",
    });
  });

  test("but never by their names", () => {
    const facts = [
      host,
      joined("10:01", person("2", { name: "sam", emailHash: "hash of sam" })),
      joined("10:07", person("3", { name: "sam" })),
    ];
    expect(whoIs(facts)).toMatchObject({ 3: "someone by null" });
  });
});

describe("others", () => {
  test("note-takers and colleagues are nobody, and leave the patient the only candidate", () => {
    const facts = [
      host,
      joined("10:01", person("2", { name: "otter.ai notetaker" })),
      joined("10:02", person("3", { emailHash: "hash of a colleague" })),
      joined("10:03", person("4", { name: "galaxy s9" })),
    ];
    expect(whoIs(facts, { redirects: [click("10:00")] })).toEqual({
      2: "(note-taker by same-name)",
      3: "(staff by email)",
      4: "patient by redirect",
    });
  });

  test("companions are known by e-mail or invited name; only a caregiver counts as somebody then", () => {
    const facts = [
      host,
      joined("10:01", person("2", { name: "kim" })),
      joined("10:02", person("3", { emailHash: "hash of jo" })),
    ];
    const companions = [
      companion({ name: "kim" }),
      companion({ participantId: "jo's link", kind: "caregiver", emailHash: "hash of jo" }),
    ];
    expect(whoIs(facts, { companions })).toEqual({
      2: "(interpreter by same-name)",
      3: "caregiver by email",
    });
  });

  test("one who came by a companion's link alone is that companion, and counts; two are somebody", () => {
    const known = { companions: [companion()], redirects: [kimsClick("10:00")] };
    const one = [host, joined("10:01", person("2"))];
    expect(whoIs(one, known)).toEqual({ 2: "interpreter by redirect" });
    expect(whoIs([...one, joined("10:02", person("3"))], known)).toEqual({
      2: "someone by null",
      3: "someone by null",
    });
  });

  test("one who may have come by the patient's link or a companion's is undecided", () => {
    const known = { companions: [companion()], redirects: [kimsClick("10:00"), click("10:00")] };
    const facts = [host, joined("10:01", person("2"))];
    expect(whoIs(facts, known)).toEqual({ 2: "undecided by null" });
    expect(sessionsAmong(facts, { ...knownPeople, ...known })[0]?.stays[1]).toMatchObject({ rivals: 1 });
    const named = { ...known, companions: [companion({ name: "kim" })] };
    const withKim = [...facts, joined("10:02", person("3", { name: "kim" }))];
    expect(sessionsAmong(withKim, { ...knownPeople, ...named })[0]?.stays[1]).toMatchObject({ rivals: 0 });
  });
});

describe("a link pressed on somebody else's device", () => {
  const facts = [host, joined("10:05", person("2", { name: "iphone" }))];
  const doctors = (time: string) =>
    click(time, { participantId: "ada's link", kind: "doctor", device: "laptop" });

  test("makes nobody the patient, whichever link the doctor pressed first", () => {
    for (const doctorAt of ["09:50", "10:10"])
      expect(whoIs(facts, { redirects: [click("10:00", { device: "laptop" }), doctors(doctorAt)] })).toEqual({
        2: "someone by redirect-same-device",
      });
  });

  test("does not stand in the way of the patient's own click", () => {
    const redirects = [
      click("10:00", { device: "laptop" }),
      doctors("09:50"),
      click("10:01", { device: "phone" }),
    ];
    expect(whoIs(facts, { redirects })).toEqual({ 2: "patient by redirect" });
  });

  test("belongs to whose link it pressed first: the interpreter's device pressed the patient's", () => {
    const known = {
      companions: [companion()],
      redirects: [kimsClick("10:00", { device: "kim's" }), click("10:01", { device: "kim's" })],
    };
    expect(whoIs(facts, known)).toEqual({ 2: "interpreter by redirect" });
  });
});
