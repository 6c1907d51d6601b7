import type { DeclaredEventType } from "@patientcare/zoom-db/unions";
import { describe, expect, test } from "vitest";
import { session as aSession, at, noAttempts, slot, stay, window } from "./a-session.ts";
import { reasonOf } from "./evaluation.ts";
import { historyOf } from "./history.ts";
import type { DeclaredEvent, LearntSession } from "./history-moments.ts";
import type { Stay } from "./session.ts";

const closed = "11:00";
const lasting = { attempts: noAttempts, participantsKnown: true };
const nothingFound = { outcome: null, who: null, evidence: null };

const event = (
  type: DeclaredEventType,
  time: string,
  change: Partial<DeclaredEvent> = {},
): DeclaredEvent => ({
  type,
  at: at(time),
  source: "api",
  actorRole: null,
  reason: null,
  slot: null,
  ...change,
});
const created = event("created", "09:00", { slot, source: "platform", actorRole: "service" });
const scheduled = event("scheduled", "09:00:01", { source: "sync" });
const zoomChecked = event("zoom-checked", "11:00:01", { source: "clock" });

const session = (from: string, to: string | null, stays: Stay[], learnt = from): LearntSession => ({
  ...aSession(from, to, ...stays),
  learntAt: at(learnt),
});
const visit = (from: string, to: string | null, learnt = from) =>
  session(from, to, [stay("doctor", from, to), stay("patient", from, to)], learnt);
const roomTest = session("09:50", "09:52", [stay("doctor", "09:50", "09:52")]);

const delivered = (words: DeclaredEvent[], sessions: LearntSession[], now: string) =>
  historyOf(words, sessions, window, at(now), lasting).map(
    ({ to, at: since, source }) => `${since.toISOString().slice(11, 19)} ${to} (${source})`,
  );

describe("what the sessions tell", () => {
  test("a visit that was held", () => {
    expect(historyOf([created, scheduled], [visit("10:00", "10:20")], window, at("10:21"), lasting)).toEqual([
      {
        from: null,
        to: "pending",
        at: at("09:00"),
        source: "platform",
        actorRole: "service",
        reason: null,
        ...nothingFound,
      },
      {
        from: "pending",
        to: "scheduled",
        at: at("09:00:01"),
        source: "sync",
        actorRole: null,
        reason: null,
        ...nothingFound,
      },
      {
        from: "scheduled",
        to: "started",
        at: at("10:00"),
        source: "zoom",
        actorRole: null,
        reason: null,
        ...nothingFound,
      },
      {
        from: "started",
        to: "ended",
        at: at("10:20"),
        source: "zoom",
        actorRole: null,
        reason: reasonOf.held,
        outcome: "held",
        who: "patient",
        evidence: "email",
      },
    ]);
  });

  test("the doctor's test of the room, and the visit after it", () => {
    expect(delivered([created, scheduled], [roomTest, visit("10:00", "10:20")], "10:21")).toEqual([
      "09:00:00 pending (platform)",
      "09:00:01 scheduled (sync)",
      "09:50:00 started (zoom)",
      "09:52:00 scheduled (zoom)",
      "10:00:00 started (zoom)",
      "10:20:00 ended (zoom)",
    ]);
  });

  test("a dropped call that goes on", () => {
    expect(
      delivered([created, scheduled], [visit("10:00", "10:05"), visit("10:07", "10:20")], "10:21"),
    ).toEqual([
      "09:00:00 pending (platform)",
      "09:00:01 scheduled (sync)",
      "10:00:00 started (zoom)",
      "10:05:00 ended (zoom)",
      "10:07:00 started (zoom)",
      "10:20:00 ended (zoom)",
    ]);
  });

  test("a room opened too early counts from when the window opens", () => {
    const early = session("09:30", null, [stay("doctor", "09:30", null)]);
    expect(delivered([created, scheduled], [early], "09:44")).toHaveLength(2);
    expect(delivered([created, scheduled], [early], "09:46").slice(2)).toEqual(["09:45:00 started (clock)"]);
  });

  test("what happened before the making was stored follows it in its own order", () => {
    const made = { ...scheduled, at: at("10:30") };
    expect(delivered([created, made], [roomTest, visit("10:00", "10:20")], "10:31").slice(1)).toEqual([
      "10:30:00 scheduled (sync)",
      "10:30:00 started (zoom)",
      "10:30:00 scheduled (zoom)",
      "10:30:00 started (zoom)",
      "10:30:00 ended (zoom)",
    ]);
  });

  test("a visit shorter than Zoom's seconds was started all the same", () => {
    expect(delivered([created, scheduled], [visit("10:00", "10:00")], "10:01").slice(2)).toEqual([
      "10:00:00 started (zoom)",
      "10:00:00 ended (zoom)",
    ]);
  });

  test("a room entered in the second of its making comes after the making", () => {
    const late = { ...created, at: at("10:00:00.100") };
    const made = { ...scheduled, at: at("10:00:00.900") };
    expect(delivered([late, made], [visit("10:00", "10:20")], "10:05").slice(1)).toEqual([
      "10:00:00 scheduled (sync)",
      "10:00:00 started (zoom)",
    ]);
  });
});

describe("what the clock tells", () => {
  test("a visit is missed when Zoom was asked, not when its window closed", () => {
    expect(delivered([created, scheduled], [], "11:00:30")).toHaveLength(2);
    expect(delivered([created, scheduled, zoomChecked], [], "11:00:30").slice(2)).toEqual([
      "11:00:01 missed (clock)",
    ]);
  });

  test("a missed visit is corrected when a session becomes known later, from then on", () => {
    const late = visit("10:00", "10:20", "12:00");
    expect(delivered([created, scheduled, zoomChecked], [late], "12:01").slice(2)).toEqual([
      "11:00:01 missed (clock)",
      "12:00:00 ended (zoom)",
    ]);
  });

  test("a session that came with Zoom's answer was never missed", () => {
    const fromAnswer = visit("10:00", "10:20", "11:00");
    expect(delivered([created, scheduled, zoomChecked], [fromAnswer], "11:01").slice(2)).toEqual([
      "10:00:00 started (zoom)",
      "10:20:00 ended (zoom)",
    ]);
  });

  test("a visit that Zoom never held was missed for technical reasons", () => {
    const words = [created, event("abandoned", closed, { source: "clock" })];
    expect(historyOf(words, [], window, at("11:01"), lasting).at(-1)).toMatchObject({
      from: "pending",
      to: "missed",
      reason: reasonOf.technical,
    });
  });
});

describe("what people say", () => {
  test("start and end by word, each with who said it", () => {
    const words = [
      created,
      scheduled,
      event("started", "10:00", { actorRole: "doctor" }),
      event("ended", "10:20", { actorRole: "admin" }),
    ];
    expect(historyOf(words, [], window, at("10:21"), lasting).slice(2)).toMatchObject([
      { to: "started", at: at("10:00"), source: "api", actorRole: "doctor" },
      { to: "ended", at: at("10:20"), source: "api", actorRole: "admin", reason: reasonOf.unknown },
    ]);
  });

  test.each([
    { seen: "both", room: visit("10:00", "10:20") },
    { seen: "the doctor alone", room: session("10:00", "10:20", [stay("doctor", "10:00", "10:20")]) },
  ])("an end by word is the word's, although Zoom's news of it is older ($seen)", ({ room }) => {
    const ended = event("ended", "10:20:00.700", { actorRole: "doctor" });
    expect(
      historyOf([created, scheduled, ended], [room], window, at("10:21"), lasting).slice(2),
    ).toMatchObject([
      { to: "started", at: at("10:00"), source: "zoom" },
      { from: "started", to: "ended", at: at("10:20:00.700"), source: "api", actorRole: "doctor" },
    ]);
  });

  test("an end by word long after the call takes nothing back", () => {
    const words = [created, scheduled, event("ended", "10:21")];
    expect(delivered(words, [session("10:00", "10:05", [])], "10:22").slice(2)).toEqual([
      "10:00:00 started (zoom)",
      "10:05:00 scheduled (zoom)",
      "10:21:00 ended (api)",
    ]);
  });

  test("a start by word runs out with the window", () => {
    expect(delivered([created, scheduled, event("started", "10:00")], [], "11:01").slice(2)).toEqual([
      "10:00:00 started (api)",
      "11:00:00 ended (clock)",
    ]);
  });

  test("a start by word of an earlier slot does not hold for the next", () => {
    const moved = { start: at("12:00"), duration: 30 };
    const words = [created, scheduled, event("started", "09:50"), event("changed", "09:55", { slot: moved })];
    expect(delivered(words, [session("09:50", "09:52", [])], "12:01").slice(2)).toEqual([
      "09:50:00 started (api)",
      "09:52:00 scheduled (zoom)",
    ]);
  });

  test("another topic takes no word back", () => {
    const words = [created, scheduled, event("started", "10:00"), event("changed", "10:05", { slot })];
    expect(delivered(words, [], "10:06").at(-1)).toBe("10:00:00 started (api)");
  });

  test("a cancellation with its reason, and sessions after it change nothing", () => {
    const words = [created, scheduled, event("cancelled", "09:30", { reason: "The patient is away" })];
    expect(historyOf(words, [visit("10:00", "10:20")], window, at("10:21"), lasting).slice(2)).toMatchObject([
      { from: "scheduled", to: "cancelled", reason: "The patient is away" },
    ]);
  });

  test("a refusal, and another try", () => {
    const failed = event("failed", "09:00:02", { source: "sync", reason: "host-licence" });
    const words = [created, failed, event("retried", "09:10"), { ...scheduled, at: at("09:10:01") }];
    expect(delivered(words, [], "09:11")).toEqual([
      "09:00:00 pending (platform)",
      "09:00:02 failed (sync)",
      "09:10:00 pending (api)",
      "09:10:01 scheduled (sync)",
    ]);
  });

  test("a revived visit starts anew", () => {
    const words = [
      created,
      scheduled,
      event("cancelled", "09:30"),
      event("revived", "09:40", { slot }),
      event("scheduled", "09:40:01", { source: "sync" }),
    ];
    expect(delivered(words, [visit("10:00", null)], "10:01").slice(2)).toEqual([
      "09:30:00 cancelled (api)",
      "09:40:00 pending (api)",
      "09:40:01 scheduled (sync)",
      "10:00:00 started (zoom)",
    ]);
  });
});

describe("an appointment cancelled while the call runs", () => {
  const words = [created, scheduled, event("cancel-when-over", "10:10", { source: "platform" })];

  test("is ended when they met", () => {
    expect(delivered(words, [visit("10:00", "10:20")], "10:21").slice(2)).toEqual([
      "10:00:00 started (zoom)",
      "10:20:00 ended (zoom)",
    ]);
  });

  test("is cancelled when they did not, and a later session opens nothing", () => {
    const alone = session("10:00", "10:20", [stay("doctor", "10:00", "10:20")]);
    const cancelled = [...words, event("cancelled", "10:20:01", { source: "platform" })];
    expect(delivered(cancelled, [alone, visit("10:25", null)], "10:26").slice(2)).toEqual([
      "10:00:00 started (zoom)",
      "10:20:00 cancelled (zoom)",
    ]);
  });

  test("stays scheduled where nobody was heard of inside, until the cancellation is carried out", () => {
    expect(delivered(words, [], "10:20").at(-1)).toBe("09:00:01 scheduled (sync)");
    const cancelled = [...words, event("cancelled", "10:20", { source: "platform" })];
    expect(delivered(cancelled, [], "10:21").at(-1)).toBe("10:20:00 cancelled (platform)");
  });
});

test("a cancellation that is taken back while the call runs leaves the visit as if it had not been said", () => {
  const platform = { source: "platform" } as const;
  const words = [
    created,
    scheduled,
    event("cancel-when-over", "10:10", platform),
    event("changed", "10:11", platform),
  ];
  const alone = session("10:05", "10:15", [stay("doctor", "10:05", "10:15")]);
  expect(delivered(words, [alone], "10:16").at(-1)).toBe("10:15:00 scheduled (zoom)");
});
