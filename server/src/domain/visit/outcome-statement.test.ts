import { type Outcome, outcomes } from "@patientcare/zoom-db/unions";
import { describe, expect, test } from "vitest";
import type { Role } from "../actor.ts";
import { minutesAfter, slotEnd } from "../join-window.ts";
import { noAttempts, slot } from "./a-session.ts";
import { answerStatement, asStated, type StatementFacts, statementBeside } from "./outcome-statement.ts";

const end = slotEnd(slot);
const hourLater = minutesAfter(end, 60);
const fair = { ...noAttempts, linkSent: true };
const facts = (change: Partial<StatementFacts> = {}): StatementFacts => ({
  status: "missed",
  slot,
  evidenceOutcome: "unknown",
  attempts: fair,
  waiting: null,
  ...change,
});
const by = (role: Role, isDoctorOfVisit = role === "doctor") => ({ role, isDoctorOfVisit });
const answer = (change: Partial<StatementFacts>, stated: Outcome, role: Role = "staff", now = hourLater) =>
  answerStatement(facts(change), stated, by(role), now);

const evidence = [null, ...outcomes] as const;
const absences: (Outcome | null)[] = ["patient_absent", "doctor_absent", "both_absent"];
const roles = ["doctor", "staff", "service", "admin"] as const;

describe.each(evidence)("where the evidence says %s", (evidenceOutcome) => {
  test.each(outcomes)("%s is accepted, disputed or refused by its row of the table", (stated) => {
    for (const role of roles) {
      const first =
        evidenceOutcome === "held" && role !== "admin"
          ? "illegal"
          : stated === "held" && absences.includes(evidenceOutcome)
            ? "dispute"
            : "accept";
      expect(answer({ evidenceOutcome }, stated, role)).toBe(first);
      const lastMoment = new Date(minutesAfter(end, 14 * 24 * 60).getTime() - 1);
      expect(answer({ evidenceOutcome }, stated, role, lastMoment)).toBe(first);
      const late = answer({ evidenceOutcome }, stated, role, minutesAfter(end, 14 * 24 * 60));
      expect(late).toBe(role === "admin" ? first : "too-late");
    }
  });

  test("nobody is called absent who tried, or whom no link was sent, not even by an admin", () => {
    const unfair = [
      { linkSent: false },
      { patientRedirected: true },
      { somebodyWaited: true },
      { turnedAway: true },
    ].map((change) => ({ ...fair, ...change }));
    for (const attempts of unfair) {
      for (const stated of ["patient_absent", "both_absent"] as const)
        expect(answer({ evidenceOutcome, attempts }, stated, "admin")).toBe("illegal");
      for (const stated of ["doctor_absent", "technical", "unknown"] as const)
        expect(answer({ evidenceOutcome, attempts }, stated, "admin")).toBe("accept");
    }
  });
});

describe("held against an absence", () => {
  const second = (waiting: StatementFacts["waiting"], who: { role: Role; isDoctorOfVisit: boolean }) =>
    answerStatement(facts({ evidenceOutcome: "patient_absent", waiting }), "held", who, hourLater);

  test("is accepted from a second person who is not this visit's doctor", () => {
    const waiting = { outcome: "held", isMine: false } as const;
    expect(second(waiting, by("staff"))).toBe("accept");
    expect(second(waiting, by("doctor"))).toBe("dispute");
    expect(second(waiting, by("admin", true))).toBe("dispute");
  });

  test("waits where the same person says it twice, or nobody said it before", () => {
    expect(second({ outcome: "held", isMine: true }, by("staff"))).toBe("dispute");
    expect(second({ outcome: "technical", isMine: false }, by("staff"))).toBe("dispute");
    expect(second(null, by("admin"))).toBe("dispute");
  });
});

describe("a dispute", () => {
  const disputed = { stated: null, disputed: true };

  test.each([null, ...absences])(
    "waits for the second person while the evidence says %s",
    (evidenceOutcome) => expect(statementBeside(disputed, evidenceOutcome)).toBe(disputed),
  );

  test("is over when the evidence comes to say held as well", () => {
    expect(statementBeside(disputed, "held")).toEqual({ stated: null, disputed: false });
    const earlier = { stated: "technical", disputed: true } as const;
    expect(statementBeside(earlier, "held")).toEqual({ stated: "technical", disputed: false });
  });

  test.each(["unknown", "technical"] as const)(
    "is won by the first person when the evidence comes to say %s: one is enough beside that",
    (evidenceOutcome) =>
      expect(statementBeside(disputed, evidenceOutcome)).toEqual({ stated: "held", disputed: false }),
  );

  test("is the only statement that evidence changes", () => {
    for (const stated of [null, ...outcomes])
      for (const evidenceOutcome of [null, ...outcomes]) {
        const undisputed = { stated, disputed: false };
        expect(statementBeside(undisputed, evidenceOutcome)).toBe(undisputed);
      }
  });
});

test("a visit is spoken of once it is over, or after its scheduled end", () => {
  const before = new Date(end.getTime() - 1);
  for (const status of ["scheduled", "started"] as const) {
    expect(answer({ status, evidenceOutcome: null }, "held", "staff", before)).toBe("illegal");
    expect(answer({ status, evidenceOutcome: null }, "held", "staff", end)).toBe("accept");
  }
  expect(answer({ status: "ended" }, "held", "staff", before)).toBe("accept");
  for (const status of ["pending", "failed", "cancelled"] as const)
    expect(answer({ status }, "held", "admin")).toBe("illegal");
});

describe("a word beside the evidence", () => {
  const evaluation = { status: "started", outcome: null, evidence: "email" } as const;

  test.each([
    ["held", "ended"],
    ["patient_absent", "missed"],
    ["both_absent", "missed"],
    ["doctor_absent", "missed"],
    ["technical", "missed"],
  ] as const)("%s makes it %s", (stated, status) =>
    expect(asStated(evaluation, stated)).toEqual({ status, outcome: stated, evidence: null }),
  );

  test("leaves the evidence alone where nothing was said, and a cancellation always", () => {
    expect(asStated(evaluation, null)).toBe(evaluation);
    const cancelled = { status: "cancelled", outcome: null, evidence: null } as const;
    expect(asStated(cancelled, "held")).toBe(cancelled);
  });
});
