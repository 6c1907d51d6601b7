import { expect, test } from "vitest";
import { at, session, slot, stay, window } from "./a-session.ts";
import { peopleOfVisit, togetherInSlot, type VisitOfPeople } from "./people-of-visit.ts";
import type { LinkUse } from "./visit-attempts.ts";

const visit = (change: Partial<VisitOfPeople>): VisitOfPeople => ({
  slot,
  slotSince: null,
  status: "started",
  declaredEndedAt: null,
  participants: [
    { id: "ada", kind: "doctor" },
    { id: "sam", kind: "patient" },
    { id: "ines", kind: "interpreter" },
  ],
  uses: [],
  sessions: [],
  waits: [],
  silentSince: null,
  ...change,
});
const use = (
  kind: LinkUse["use"],
  participantId: string | null,
  time: string,
  device: string | null = null,
): LinkUse => ({
  use: kind,
  participantId,
  kind: participantId === "ada" ? "doctor" : participantId === "ines" ? "interpreter" : "patient",
  at: at(time),
  device,
});
const wait = (from: string, to: string | null, person: number) => ({
  place: "before-host" as const,
  person,
  who: "someone" as const,
  recognisedBy: null,
  participantId: null,
  counts: true,
  from: at(from),
  to: to === null ? null : at(to),
});
const people = (change: Partial<VisitOfPeople>, now = at("10:20")) =>
  peopleOfVisit(visit(change), window, now).map(({ who, participantId, state, since, evidence }) =>
    [who, participantId, state, since?.toISOString().slice(11, 16), evidence]
      .map((part) => part ?? "-")
      .join(" "),
  );

test("each participant is listed with their own state, also when nothing is known of them", () => {
  expect(people({})).toEqual([
    "doctor ada not-sent - -",
    "patient sam not-sent - -",
    "interpreter ines not-sent - -",
  ]);
  const uses = [use("handed-over", null, "08:00"), use("handed-over", "sam", "09:00")];
  expect(people({ uses })).toEqual([
    "doctor ada sent 08:00 -",
    "patient sam sent 08:00 -",
    "interpreter ines sent 08:00 -",
  ]);
  expect(people({ uses: [use("handed-over", "sam", "09:00")] })).toEqual([
    "doctor ada not-sent - -",
    "patient sam sent 09:00 -",
    "interpreter ines not-sent - -",
  ]);
  expect(people({ uses: [use("handed-over", null, "11:00")] })).toContain("patient sam not-sent - -");
});

test("stays belong to the doctor and the patient by their part, to companions by their link", () => {
  const sessions = [
    session(
      "10:00",
      null,
      stay("doctor", "10:00", null, { recognisedBy: "host-id" }),
      stay("patient", "10:02", "10:09"),
      stay("interpreter", "10:03", null, { participantId: "ines", person: 2, recognisedBy: "redirect" }),
    ),
  ];
  expect(people({ sessions })).toEqual([
    "doctor ada in-room 10:00 host-id",
    "patient sam left 10:09 email",
    "interpreter ines in-room 10:03 redirect",
  ]);
});

test("each person who is not recognised is somebody, once; note-takers and colleagues are nobody", () => {
  const sessions = [
    session(
      "10:00",
      null,
      stay("someone", "10:04", "10:05", { person: 4 }),
      stay("someone", "10:06", null, { person: 4 }),
      stay("undecided", "10:01", null, { person: 5 }),
      stay("interpreter", "10:02", null, { participantId: "gone", person: 6 }),
      stay("note-taker", "10:00", null, { person: 7, counts: false }),
      stay("staff", "10:00", null, { person: 8, counts: false }),
    ),
  ];
  expect(people({ sessions, waits: [wait("09:59", "10:10", 9)] }).slice(3)).toEqual([
    "someone - left 10:10 -",
    "someone - in-room 10:01 -",
    "someone - in-room 10:02 email",
    "someone - in-room 10:06 -",
  ]);
});

test("a click from another participant's device says so, and gives way to one of their own", () => {
  const byDoctor = [use("redirected", "ada", "09:50", "phone"), use("redirected", "sam", "09:55", "phone")];
  expect(people({ uses: byDoctor })).toContain("patient sam redirected 09:55 redirect-same-device");
  const own = use("redirected", "sam", "09:52", "laptop");
  expect(people({ uses: [...byDoctor, own] })).toContain("patient sam redirected 09:52 redirect");
  expect(people({ uses: [use("turned-away", "sam", "09:55")] })).toContain("patient sam not-sent - -");
});

test("what belongs to an earlier slot says nothing of the present one", () => {
  const sessions = [session("09:46", "09:50", stay("doctor", "09:46", "09:50"))];
  const waits = [wait("09:46", "09:49", 3)];
  const uses = [use("redirected", "sam", "09:40")];
  const there = ["doctor ada left 09:50 email", "patient sam redirected 09:40 redirect"];
  expect(people({ sessions, waits, uses })).toEqual([
    ...there,
    "interpreter ines not-sent - -",
    "someone - left 09:49 -",
  ]);
  const moved = { slotSince: at("09:55") };
  expect(people({ ...moved, sessions, waits, uses })).toEqual([
    "doctor ada not-sent - -",
    "patient sam not-sent - -",
    "interpreter ines not-sent - -",
  ]);
});

test("a declared end ends the stays of a session that no end was told of", () => {
  const sessions = [session("10:00", null, stay("doctor", "10:00", null))];
  const ended = { sessions, status: "ended", declaredEndedAt: at("10:15") } as const;
  expect(people(ended)).toContain("doctor ada left 10:15 email");
  expect(people({ ...ended, declaredEndedAt: null })).toContain("doctor ada unknown - -");
});

test("together is the doctor with whoever makes a visit, in one running and in this slot", () => {
  const minutes = (change: Partial<VisitOfPeople>) =>
    togetherInSlot(visit(change), window, at("10:20")).map((interval) =>
      [interval.from, interval.to].map((time) => time.toISOString().slice(11, 16)).join("-"),
    );
  const doctor = stay("doctor", "10:00", null);
  const colleague = stay("staff", "10:00", null, { counts: false, person: 8 });
  const guest = stay("someone", "10:05", "10:07", { person: 4 });
  const sessions = [session("10:00", null, doctor, colleague, guest, stay("patient", "10:06", null))];
  expect(minutes({ sessions })).toEqual(["10:05-10:20"]);
  expect(minutes({ sessions, status: "ended", declaredEndedAt: at("10:15") })).toEqual(["10:05-10:15"]);
  const unheard = sessions.map((one) => ({ ...one, heardAt: at("10:12") }));
  expect(minutes({ sessions: unheard, status: "ended" })).toEqual(["10:05-10:12"]);
  const apart = [session("10:00", "10:04", doctor), session("10:05", null, stay("patient", "10:05", null))];
  expect(minutes({ sessions: apart })).toEqual([]);
  const over = [session("10:00", "10:10", doctor, stay("patient", "10:02", "10:10"))];
  expect(minutes({ sessions: over, slotSince: at("10:12") })).toEqual([]);
});
