import { describe, expect, test } from "vitest";
import { aMessage } from "./a-message.ts";
import { decide, type VisitState } from "./decide.ts";
import { type Base, mergedFields } from "./merge.ts";
import type { PlatformContent } from "./platform-content.ts";

const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };
const now = new Date("2027-01-15T08:50:00Z");
const later = "2027-01-16T09:00:00.000Z";
const past = "2027-01-14T09:00:00.000Z";

const aRow = (change: Partial<VisitState> = {}): VisitState => {
  const { startTime, duration, doctor, patient } = aMessage();
  const fields = { startTime, duration, doctor, patient, topic: "Follow-up", timezone: "UTC" };
  return { ...fields, status: "scheduled", closing: false, ...change };
};
const decided = (
  incoming: Partial<PlatformContent>,
  row: Partial<VisitState> = {},
  { base = aMessage(), inside = false }: { base?: Base; inside?: boolean } = {},
) => decide({ incoming: aMessage(incoming), base, row: aRow(row), inside, now, window });

describe("three ways", () => {
  const others: Partial<PlatformContent> = {
    startTime: later,
    duration: 45,
    topic: "Results",
    timezone: "Europe/Berlin",
    doctor: { id: "d2", email: "grace@clinic.example" },
    patient: { id: "p2", email: "kim@home.example" },
  };
  for (const field of mergedFields.filter((name) => name !== "status")) {
    test(`${field}: written where the platform changed it, else as staff left it`, () => {
      const theirs = { [field]: others[field] };
      expect(decided(theirs).next?.[field]).toEqual(others[field]);
      const kept = decided({}, theirs);
      expect(kept.next?.[field]).toEqual(others[field]);
      expect(kept.differs).toBe(true);
      expect(decided(theirs, theirs).differs).toBe(false);
    });
  }

  test("after any other status, CONFIRMED writes every field", () => {
    for (const before of ["CANCELLED", "PENDING", "COMPLETED", "NO_SHOW"] as const) {
      const { next, differs } = decided(
        {},
        { startTime: later, topic: "Chosen here" },
        { base: aMessage({ status: before }) },
      );
      expect(next).toMatchObject({ startTime: aMessage().startTime, topic: "Follow-up" });
      expect(differs).toBe(false);
    }
    const inPerson = aMessage({ type: "IN_PERSON" });
    expect(decided({}, { topic: "Chosen here" }, { base: inPerson }).next?.topic).toBe("Follow-up");
  });

  test("a message that is only recorded changes nothing of the base but the status", () => {
    const moved = { startTime: later, topic: "Results" };
    for (const recorded of [
      decided({ ...moved, status: "COMPLETED" }),
      decided({ ...moved, status: "NO_SHOW" }, { status: "started" }, { inside: true }),
      decided({ ...moved, startTime: past }),
      decided({ topic: "Results" }, { status: "ended" }),
      decided({ ...moved, status: "CANCELLED" }, { status: "missed" }),
    ]) {
      expect(recorded.consequence).toBe("record");
      const { status, ...rest } = recorded.base;
      const { status: _, ...before } = aMessage();
      expect(rest).toEqual(before);
      expect(status).toBeDefined();
    }
    expect(decided({ status: "COMPLETED" }).base.status).toBe("COMPLETED");
  });

  test("what a message leaves out stays as it was, in the row and in the base", () => {
    const { next, base, differs } = decided({ topic: undefined, timezone: undefined, duration: 45 });
    expect(next).toMatchObject({ topic: "Follow-up", timezone: "UTC", duration: 45 });
    expect(base).toMatchObject({ topic: "Follow-up", timezone: "UTC", duration: 45 });
    expect(differs).toBe(false);
  });
});

describe("staff and the platform", () => {
  test("a visit that staff cancelled comes back only where status, start or doctor changed", () => {
    const cancelled = { status: "cancelled" } as const;
    for (const change of [{ topic: "Results" }, { duration: 45 }, { patient: { id: "p2" } }, {}]) {
      expect(decided(change, cancelled)).toMatchObject({ consequence: "record", differs: true });
    }
    for (const change of [{ startTime: later }, { doctor: { id: "d2", email: "grace@clinic.example" } }]) {
      expect(decided(change, cancelled)).toMatchObject({ consequence: "revive", differs: false });
    }
  });

  test("a visit that staff made again is cancelled only where the status changed", () => {
    const cancelled = aMessage({ status: "CANCELLED" });
    const again = decided({ status: "CANCELLED", topic: "Results" }, {}, { base: cancelled });
    expect(again).toMatchObject({ consequence: "record", differs: true });
    expect(decided({ status: "CANCELLED" })).toMatchObject({ consequence: "cancel", differs: false });
  });
});

describe("while somebody is inside", () => {
  const inside = { inside: true };

  test("nothing reaches the base, so that the newest message is compared with what the row had before", () => {
    for (const change of [
      { startTime: later },
      { status: "CANCELLED" },
      { patient: { ...aMessage().patient, email: "s@home.example" } },
    ] as const) {
      expect(decided(change, { status: "started" }, inside).base).toEqual(aMessage());
    }
    expect(decided({ startTime: later }, {}, inside).consequence).toBe("defer");
    expect(decided({ status: "CANCELLED" }, {}, inside).consequence).toBe("close-entries");
  });

  test("a change that is taken back leaves nothing to wait for", () => {
    expect(decided({}, { status: "started" }, inside)).toMatchObject({
      consequence: "change",
      differs: false,
    });
    expect(decided({}, { status: "started", closing: true }, inside).consequence).toBe("change");
  });

  test("a withdrawal that staff had overruled, said again after another one that waits, is only recorded", () => {
    const pending = { base: aMessage({ status: "PENDING" }) };
    for (const facts of [{ ...pending, ...inside }, pending])
      expect(decided({ status: "PENDING" }, { closing: true }, facts).consequence).toBe("record");
  });

  test("a change that came too late is recorded, and stays to be looked at", () => {
    expect(decided({ startTime: past }, {}, {})).toMatchObject({ consequence: "record", differs: true });
  });

  test("a cancellation that waited is carried out also when the window has closed meanwhile", () => {
    const over = { startTime: past, closing: true };
    expect(decided({ status: "CANCELLED" }, over, { base: aMessage() }).consequence).toBe("cancel");
    expect(decided({ status: "CANCELLED" }, { ...over, closing: false }).consequence).toBe("record");
  });
});
