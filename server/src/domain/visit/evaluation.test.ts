import { describe, expect, test } from "vitest";
import { at, nothingKnown, session, slot, stay, window } from "./a-session.ts";
import { evaluateVisit, nextEvaluationAt, type VisitFacts } from "./evaluation.ts";
import type { Session } from "./session.ts";
import { isOfSlot, listsEach } from "./sessions-of-slot.ts";

const end = at("10:30");
const closed = at("11:00");

const evaluate = (facts: Partial<VisitFacts>, now: Date) => {
  const { status, outcome } = evaluateVisit({ ...nothingKnown, ...facts }, window, now);
  return { status, outcome };
};

const doctorAlone = session("10:00", "10:05", stay("doctor", "10:00", "10:05"));
const both = session("10:00", "10:20", stay("doctor", "10:00", "10:20"), stay("patient", "10:05", "10:20"));

describe("a session", () => {
  test("while it is open the visit is started", () => {
    const sessions = [session("10:00", null, stay("doctor", "10:00", null))];
    expect(evaluate({ sessions }, at("10:01"))).toEqual({ status: "started", outcome: null });
  });

  test("that ends later than now is still open", () => {
    expect(evaluate({ sessions: [both] }, at("10:19:59")).status).toBe("started");
    expect(evaluate({ sessions: [both] }, at("10:20")).status).toBe("ended");
  });

  test("in which doctor and patient met ends the visit when it closes", () => {
    expect(evaluate({ sessions: [both] }, at("10:21"))).toEqual({ status: "ended", outcome: "held" });
  });

  test("of the doctor alone that closes before the scheduled end leaves the visit scheduled", () => {
    expect(evaluate({ sessions: [doctorAlone] }, at("10:06"))).toEqual({
      status: "scheduled",
      outcome: null,
    });
  });

  test("of the doctor alone that closes at the scheduled end ends the visit", () => {
    const until = (to: string) => [session("10:00", to, stay("doctor", "10:00", to))];
    expect(evaluate({ sessions: until("10:29:59") }, at("10:31")).status).toBe("scheduled");
    expect(evaluate({ sessions: until("10:30") }, at("10:31"))).toEqual({
      status: "ended",
      outcome: null,
    });
    expect(evaluate({ sessions: until("10:30"), zoomCheckedAt: closed }, closed)).toEqual({
      status: "missed",
      outcome: "patient_absent",
    });
  });

  test("after an ended one, inside the window, starts the visit again", () => {
    const sessions = [both, session("10:40", null, stay("doctor", "10:40", null))];
    expect(evaluate({ sessions }, at("10:41")).status).toBe("started");
  });

  test("of two people who missed each other by a second is no meeting; touching is one", () => {
    const apart = (patientFrom: string) =>
      session("10:00", "10:20", stay("doctor", "10:00", "10:05"), stay("patient", patientFrom, "10:20"));
    expect(evaluate({ sessions: [apart("10:05:01")] }, at("10:21")).status).toBe("scheduled");
    expect(evaluate({ sessions: [apart("10:05")] }, at("10:21"))).toEqual({
      status: "ended",
      outcome: "held",
    });
  });

  test("whose joins and leaves never came still counts from its start to its end", () => {
    const sessions = [session("10:00", "10:20", stay("doctor", null, null), stay("patient", "10:10", null))];
    expect(evaluate({ sessions }, at("10:21")).outcome).toBe("held");
  });

  test("of another slot changes nothing", () => {
    const yesterday = { ...both, startedAt: at("08:00"), endedAt: at("09:44:59") };
    expect(evaluate({ sessions: [yesterday] }, at("10:21")).status).toBe("scheduled");
    const tomorrow = { ...both, startedAt: closed, endedAt: null };
    expect(evaluate({ sessions: [tomorrow], zoomCheckedAt: closed }, at("11:05")).status).toBe("missed");
  });
});

describe("which slot a session belongs to", () => {
  test.each([
    { from: "09:00", to: "09:44:59", of: false },
    { from: "09:00", to: "09:45", of: true },
    { from: "10:59:59", to: "11:30", of: true },
    { from: "11:00", to: "11:30", of: false },
  ])("one from $from to $to is of the slot of 10:00: $of", ({ from, to, of }) => {
    expect(isOfSlot(session(from, to), { slot, slotSince: null }, window, at("12:00"))).toBe(of);
  });

  test.each([
    { to: "09:50", of: false },
    { to: "09:50:01", of: true },
    { to: null, of: true },
  ])("one that was over at $to is of a slot that the visit has since 09:50: $of", ({ to, of }) => {
    const since = { slot, slotSince: at("09:50") };
    expect(isOfSlot(session("09:46", to), since, window, at("10:01"))).toBe(of);
  });

  test("an open one that began too early is of the slot once its window opens", () => {
    const early = session("09:30", null);
    expect(isOfSlot(early, { slot, slotSince: null }, window, at("09:44:59"))).toBe(false);
    expect(isOfSlot(early, { slot, slotSince: null }, window, at("09:45"))).toBe(true);
  });
});

describe("an open session from before the window", () => {
  const { stays } = session("09:00", null, stay("doctor", "09:00", null), stay("patient", "09:01", null));
  const early = (heard: string) => ({ ...session("09:00", null, ...stays), heardAt: at(heard) });

  test("is nobody's visit before something is heard of it in the window, also where both were in it", () => {
    const sessions = [early("09:44:59")];
    expect(evaluate({ sessions }, at("10:01"))).toEqual({ status: "scheduled", outcome: null });
    expect(evaluate({ sessions, zoomCheckedAt: closed }, closed).outcome).toBe("both_absent");
    expect(evaluate({ sessions: [early("09:45")] }, at("10:01")).status).toBe("started");
  });
});

describe("Zoom's list of past instances", () => {
  const lists = (listed: string[], ...sessions: ReturnType<typeof session>[]) =>
    listsEach(sessions, new Set(listed), { slot, slotSince: null }, window, closed);

  test("says all of a slot when each session of it is there", () => {
    const [first, second] = [session("10:00", "10:10"), session("10:12", null)];
    expect(lists([first.uuid, second.uuid], first, second)).toBe(true);
    expect(lists([first.uuid], first, second)).toBe(false);
    expect(lists([second.uuid], first, second)).toBe(false);
    expect(lists([], { ...session("09:00", null), heardAt: at("09:10") })).toBe(true);
    expect(lists([])).toBe(true);
  });
});

describe("missed", () => {
  test("only after the window closed and Zoom was asked since", () => {
    expect(evaluate({ zoomCheckedAt: at("10:59") }, at("10:59:59")).status).toBe("scheduled");
    expect(evaluate({}, closed).status).toBe("scheduled");
    expect(evaluate({ zoomCheckedAt: at("10:59:59") }, closed).status).toBe("scheduled");
    expect(evaluate({ zoomCheckedAt: closed }, closed)).toEqual({ status: "missed", outcome: "both_absent" });
  });

  test("becomes ended when a session turns up after all", () => {
    expect(evaluate({ zoomCheckedAt: closed, sessions: [both] }, at("12:00"))).toEqual({
      status: "ended",
      outcome: "held",
    });
  });
});

describe("a start by word", () => {
  const declaredStartedAt = at("10:00");

  test("counts as an open session until the window closes, and then nothing is known", () => {
    expect(evaluate({ declaredStartedAt }, at("10:59:59")).status).toBe("started");
    expect(evaluate({ declaredStartedAt }, closed)).toEqual({ status: "ended", outcome: "unknown" });
  });

  test("counts until the end by word", () => {
    expect(evaluate({ declaredStartedAt, declaredEndedAt: at("10:20") }, at("10:20"))).toEqual({
      status: "ended",
      outcome: "unknown",
    });
  });

  test("counts until a session closes that was open since", () => {
    const before = session("09:50", "09:59:59", stay("doctor", "09:50", "09:59:59"));
    expect(evaluate({ declaredStartedAt, sessions: [before] }, at("10:10")).status).toBe("started");
    expect(evaluate({ declaredStartedAt, sessions: [doctorAlone] }, at("10:04")).status).toBe("started");
    expect(evaluate({ declaredStartedAt, sessions: [doctorAlone] }, at("10:05")).status).toBe("scheduled");
    expect(evaluate({ declaredStartedAt, sessions: [both] }, at("10:20"))).toEqual({
      status: "ended",
      outcome: "held",
    });
  });

  test("after the window closed leaves the evaluation to the sessions where there are any", () => {
    const facts = { declaredStartedAt: at("10:10"), sessions: [doctorAlone], zoomCheckedAt: closed };
    expect(evaluate(facts, closed)).toEqual({ status: "missed", outcome: "patient_absent" });
  });

  test("after an end by word counts again", () => {
    const facts = { declaredEndedAt: at("10:10"), declaredStartedAt: at("10:15") };
    expect(evaluate(facts, at("10:16")).status).toBe("started");
  });
});

describe("an end by word", () => {
  test("ends the visit at once, also while its session is still said to be open", () => {
    const open = session("10:00", null, stay("doctor", "10:00", null), stay("patient", "10:01", null));
    expect(evaluate({ sessions: [open], declaredEndedAt: at("10:20") }, at("10:20"))).toEqual({
      status: "ended",
      outcome: "held",
    });
    expect(evaluate({ declaredEndedAt: at("10:20") }, at("10:20"))).toEqual({
      status: "ended",
      outcome: "unknown",
    });
  });

  test("does not hold against a session that begins after it", () => {
    const again = session("10:25", null, stay("doctor", "10:25", null));
    expect(evaluate({ sessions: [both, again], declaredEndedAt: at("10:20") }, at("10:26")).status).toBe(
      "started",
    );
  });
});

describe("an appointment cancelled while the call runs", () => {
  test("is not cut, and is ended when they met", () => {
    const open = { ...both, endedAt: null };
    expect(evaluate({ sessions: [open], cancelWhenOver: true }, at("10:10")).status).toBe("started");
    expect(evaluate({ sessions: [both], cancelWhenOver: true }, at("10:21"))).toEqual({
      status: "ended",
      outcome: "held",
    });
  });

  test("is cancelled when they did not meet, also past the scheduled end", () => {
    const alone = session("10:00", "10:31", stay("doctor", "10:00", "10:31"));
    expect(evaluate({ sessions: [alone], cancelWhenOver: true }, at("10:32"))).toEqual({
      status: "cancelled",
      outcome: null,
    });
  });
});

describe("when the clock may next change the evaluation", () => {
  const nextAfter = (now: Date, sessions: Session[] = []) =>
    nextEvaluationAt({ slot, sessions }, window, now);

  test("when the window opens, the visit ends and the window closes", () => {
    expect(nextAfter(at("09:44:59"))).toEqual(at("09:45"));
    expect(nextAfter(at("09:45"))).toEqual(slot.start);
    expect(nextAfter(slot.start)).toEqual(end);
    expect(nextAfter(end)).toEqual(closed);
    expect(nextAfter(closed)).toBeNull();
  });

  test("when a session ends whose end was told by a clock ahead of ours", () => {
    expect(nextAfter(at("10:19:59"), [both])).toEqual(at("10:20"));
    expect(nextAfter(at("10:20"), [both])).toEqual(end);
  });
});
