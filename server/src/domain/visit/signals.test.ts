import { describe, expect, test } from "vitest";
import { at, session, slot, stay, window } from "./a-session.ts";
import { nextSignalAt, signalsOf } from "./signals.ts";
import type { Person, VisitSnapshot } from "./visit-snapshot.ts";
import type { Wait } from "./waiting.ts";

const snapshot = (change: Partial<VisitSnapshot>): VisitSnapshot => ({
  slot,
  slotSince: null,
  window,
  sessions: [],
  waits: [],
  patientRedirects: [],
  declaredStartedAt: null,
  declaredEndedAt: null,
  expectedFrom: slot.start,
  status: "scheduled",
  outcome: null,
  evidence: null,
  zoomSilent: false,
  settled: false,
  now: at("10:06"),
  ...change,
});
const waiting = (from: string, to: string | null, who: Person = "patient"): Wait => ({
  key: `waiting-room ${from}`,
  place: "waiting-room",
  person: 1,
  who,
  recognisedBy: "redirect",
  participantId: null,
  counts: who !== "doctor",
  from: at(from),
  to: to === null ? null : at(to),
});
/** Each signal in a few words. */
const found = (change: Partial<VisitSnapshot>) =>
  signalsOf(snapshot(change)).map(({ type, phase, who, at }) =>
    [phase, type, who ?? "both", at.toISOString().slice(11, 16)].join(" "),
  );
const doctorIn = (from: string, to: string | null = null) => session(from, to, stay("doctor", from, to));

describe("late", () => {
  test("is who is not there five minutes after the start, and not a moment before", () => {
    expect(found({ now: at("10:04:59") })).toEqual([]);
    expect(found({ now: at("10:05") })).toEqual(["live late doctor 10:05", "live late patient 10:05"]);
  });

  test("is nobody who was there from before the start, or came within five minutes", () => {
    const sessions = [session("09:50", null, stay("doctor", "09:50", null), stay("patient", "10:05", null))];
    expect(found({ sessions })).toEqual([]);
  });

  test("is who tested the room and left before the start", () => {
    const sessions = [doctorIn("09:50", "09:55")];
    expect(found({ sessions, patientRedirects: [at("09:58")] })).toEqual(["live late doctor 10:05"]);
  });

  test("is no patient who waits outside the room or went through the link, and no doctor who said that it began", () => {
    expect(found({ waits: [waiting("10:03", null)] })).toEqual(["live late doctor 10:05"]);
    expect(found({ patientRedirects: [at("10:02")] })).toEqual(["live late doctor 10:05"]);
    expect(found({ declaredStartedAt: at("10:01") })).toEqual(["live late patient 10:05"]);
  });

  test("is nobody while somebody unknown is in the room: it may be them", () => {
    expect(found({ sessions: [session("10:00", null, stay("someone", "10:00", null))] })).toEqual([]);
  });

  test("counts from the making of a meeting that was made after its start", () => {
    const expectedFrom = at("10:10");
    expect(found({ expectedFrom, now: at("10:14") })).toEqual([]);
    expect(found({ expectedFrom, now: at("10:15") })).toHaveLength(2);
  });
});

describe("waiting too long", () => {
  test("is a patient whom no doctor joins for ten minutes, wherever they wait, from the start on", () => {
    const sessions = [session("10:04", null, stay("patient", "10:04", null))];
    const waits = [waiting("09:50", "10:04")];
    expect(found({ sessions, waits, now: at("10:09:59") })).toEqual(["live late doctor 10:05"]);
    expect(found({ sessions, waits, now: at("10:10") })).toContain("live waiting-too-long patient 10:10");
  });

  test("is no patient whom the doctor joined in time, and none who waits after a finished visit", () => {
    const waits = [waiting("10:00", "10:10")];
    expect(found({ waits, sessions: [doctorIn("10:09")], now: at("10:20") })).toEqual([
      "live late doctor 10:05",
    ]);
    const sessions = [
      session("10:00", null, stay("doctor", "10:00", "10:30"), stay("patient", "10:00", null)),
    ];
    expect(found({ sessions, now: at("10:45") })).toEqual([]);
  });

  test("is a patient whom the doctor left in the middle of the visit", () => {
    const sessions = [
      session("10:00", null, stay("doctor", "10:00", "10:08"), stay("patient", "10:00", null)),
    ];
    expect(found({ sessions, now: at("10:18") })).toEqual(["live waiting-too-long patient 10:18"]);
  });
});

describe("when the clock may next add something", () => {
  const next = (change: Partial<VisitSnapshot>) => nextSignalAt(snapshot(change));

  test("five minutes after the start, and ten minutes after a patient began to wait", () => {
    expect(next({ now: at("09:50") })).toEqual(at("10:05"));
    expect(next({ now: at("10:06"), waits: [waiting("10:03", null)] })).toEqual(at("10:13"));
    expect(next({ now: at("10:01"), waits: [waiting("09:50", null)] })).toEqual(at("10:05"));
    expect(next({ now: at("10:20") })).toBeNull();
  });
});

describe("once it is settled", () => {
  const settled = { settled: true, now: at("11:00:10") };

  test("nobody is a no-show before that, and then who was absent is", () => {
    const missed = { status: "missed", outcome: "both_absent" } as const;
    expect(found({ ...missed, now: at("11:00:10") }).filter((text) => text.includes("no-show"))).toEqual([]);
    expect(found({ ...missed, ...settled })).toEqual([
      "live late doctor 10:05",
      "live late patient 10:05",
      "settled no-show doctor 11:00",
      "settled no-show patient 11:00",
    ]);
    expect(found({ ...settled, status: "missed", outcome: "unknown" })).not.toContain(
      "settled no-show patient 11:00",
    );
  });

  test("the proof of the visit holds the time together, with rejoins as they were", () => {
    const sessions = [
      session(
        "10:00",
        "10:20",
        stay("doctor", "10:00", "10:20"),
        stay("patient", "10:02", "10:06"),
        stay("patient", "10:05", "10:08"),
        stay("patient", "10:10", "10:20"),
      ),
    ];
    const signals = signalsOf(snapshot({ ...settled, sessions, status: "ended", outcome: "held" }));
    expect(signals).toHaveLength(1);
    expect(signals[0]).toMatchObject({
      type: "visit-proof",
      data: {
        seconds: 16 * 60,
        together: [
          { from: at("10:02").toISOString(), to: at("10:08").toISOString() },
          { from: at("10:10").toISOString(), to: at("10:20").toISOString() },
        ],
        doctor: [{ from: at("10:00").toISOString(), to: at("10:20").toISOString() }],
      },
    });
  });

  test("who waited is told with where and how long, and who came late with when", () => {
    const sessions = [
      session("10:07", "10:30", stay("doctor", "10:07", "10:30"), stay("patient", "10:09", "10:30")),
    ];
    const waits: Wait[] = [{ ...waiting("09:58", "10:07"), place: "before-host" }, waiting("10:07", "10:09")];
    const signals = signalsOf(snapshot({ ...settled, sessions, waits, status: "ended", outcome: "held" }));
    expect(signals.filter(({ phase }) => phase === "settled")).toMatchObject([
      { type: "late", who: "doctor", data: { cameAt: at("10:07").toISOString() } },
      { type: "visit-proof", data: { seconds: 21 * 60 } },
      {
        type: "waited",
        who: "patient",
        at: at("09:58"),
        data: { seconds: 11 * 60, waits: [{ place: "before-host" }, { place: "waiting-room" }] },
      },
    ]);
  });

  test("the same is found whenever it is asked, also where an end was only said and never seen", () => {
    const sessions = [session("10:01", null, stay("doctor", "10:01", null), stay("patient", "10:02", null))];
    const change = { sessions, declaredEndedAt: at("10:20"), status: "ended", outcome: "held" } as const;
    const first = signalsOf(snapshot({ ...change, ...settled }));
    expect(first).toMatchObject([{ type: "visit-proof", data: { seconds: 18 * 60 } }]);
    expect(signalsOf(snapshot({ ...change, ...settled, now: at("15:00") }))).toEqual(first);
  });

  test("each names the strongest evidence of its person, and the first and last instant of its seconds", () => {
    const sessions = [
      session(
        "10:14",
        "10:30",
        stay("doctor", "10:14", "10:30", { recognisedBy: "host-id" }),
        stay("patient", "10:15", "10:20", { recognisedBy: "redirect" }),
        stay("patient", "10:22", "10:30", { recognisedBy: "email" }),
        stay("someone", "10:15", "10:30", { recognisedBy: "only-other", person: 2 }),
      ),
    ];
    const waits = [waiting("10:01", "10:14"), waiting("10:20", "10:22")];
    const visit = { ...settled, sessions, waits, status: "ended", outcome: "held" } as const;
    const factsOf = (change: Partial<VisitSnapshot>) =>
      signalsOf(snapshot({ ...visit, ...change })).flatMap(({ type, phase, data }) => {
        const minute = (time: unknown) => String(time).slice(11, 16);
        return phase === "settled"
          ? [[type, data.evidence, minute(data.from), minute(data.to)].join(" ")]
          : [];
      });
    expect(factsOf({})).toEqual([
      "late host-id  ",
      "waiting-too-long email 10:01 10:14",
      "visit-proof email 10:15 10:30",
      "waited email 10:01 10:22",
    ]);
    // The evaluation knows better where two people came by one link.
    expect(factsOf({ evidence: "redirect-several" })).toContain("visit-proof redirect-several 10:15 10:30");
  });
});
