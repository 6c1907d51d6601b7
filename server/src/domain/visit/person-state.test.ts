import { expect, test } from "vitest";
import { at } from "./a-session.ts";
import { type PersonTraces, type Presence, personState, type VisitMoment } from "./person-state.ts";

const noTraces: PersonTraces = { sentAt: null, redirect: null, stays: [], waits: [] };
const moment: VisitMoment = {
  live: true,
  window: { from: at("09:45"), to: at("11:00") },
  silentSince: null,
  now: at("10:20"),
};
const presence = (from: string, to: string | null, evidence: Presence["evidence"] = "email"): Presence => ({
  from: at(from),
  to: to === null ? null : at(to),
  evidence,
});
const redirect = (time: string) => ({ at: at(time), evidence: "redirect" as const });
const state = (traces: Partial<PersonTraces>, change: Partial<VisitMoment> = {}) => {
  const { state, since, evidence } = personState({ ...noTraces, ...traces }, { ...moment, ...change });
  return [state, since?.toISOString().slice(11, 16) ?? "-", evidence ?? "-"].join(" ");
};

const sent = { sentAt: at("08:00") };
const redirected = { ...sent, redirect: redirect("09:58") };

test("a link that nobody was given is not sent, and one that was given is sent since then", () => {
  expect(state({})).toBe("not-sent - -");
  expect(state(sent)).toBe("sent 08:00 -");
});

test("whoever pressed their link is redirected until Zoom says where they are", () => {
  expect(state(redirected)).toBe("redirected 09:58 redirect");
  expect(state({ redirect: { at: at("09:58"), evidence: "redirect-same-device" } })).toBe(
    "redirected 09:58 redirect-same-device",
  );
  expect(state({ ...redirected, waits: [presence("09:59", null)] })).toBe("waiting 09:59 email");
});

test("whoever is in the room is there, also on a second device that waits", () => {
  const stays = [presence("10:01", "10:04"), presence("10:05", null, "redirect"), presence("10:06", null)];
  expect(state({ stays, waits: [presence("10:10", null)] })).toBe("in-room 10:05 redirect");
});

test("whoever left has left since the last end, and is redirected again once they press their link again", () => {
  const stays = [presence("10:01", "10:09"), presence("10:10", "10:15", "redirect")];
  const waits = [presence("10:00", "10:01")];
  expect(state({ ...redirected, stays, waits })).toBe("left 10:15 redirect");
  expect(state({ waits })).toBe("left 10:01 email");
  expect(state({ stays, redirect: redirect("10:15") })).toBe("left 10:15 redirect");
  expect(state({ stays, redirect: redirect("10:16") })).toBe("redirected 10:16 redirect");
});

test("what no end was told of is not known once the visit no longer runs, or its window has closed", () => {
  expect(state({ stays: [presence("10:01", null)] }, { live: false })).toBe("unknown - -");
  const waits = [presence("10:00", null)];
  expect(state({ waits }, { live: false })).toBe("waiting 10:00 email");
  expect(state({ waits }, { now: at("10:59") })).toBe("waiting 10:00 email");
  expect(state({ waits }, { now: at("11:00") })).toBe("unknown 11:00 -");
});

test("while Zoom is silent nothing is known of anybody since it last said something", () => {
  const silentSince = at("09:02");
  for (const traces of [{}, sent, redirected, { stays: [presence("10:01", null)] }])
    expect(state(traces, { silentSince })).toBe("unknown 09:02 -");
});
