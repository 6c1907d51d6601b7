import { describe, expect, test } from "vitest";
import type { Reply } from "./exchange.ts";
import { interpretReply } from "./interpret-reply.ts";

const now = new Date("2026-03-09T14:00:00Z");

function answered(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return { kind: "answered", status, headers: new Headers(headers), text };
}

function kinds(reply: Reply): [string, string] {
  const kind = (isMutating: boolean) => {
    const interpretation = interpretReply(reply, { isMutating, now });
    return interpretation.ok ? "ok" : interpretation.failure.kind;
  };
  return [kind(true), kind(false)];
}

const zoomBody = (code: number) => JSON.stringify({ code, message: "No." });
const page = "<html>Bad gateway</html>";

describe("what a reply means to a change and to a read", () => {
  const rows: [string, Reply, string, string][] = [
    ["never sent", { kind: "not-sent", detail: "ECONNREFUSED" }, "unavailable", "unavailable"],
    ["reset", { kind: "no-answer", detail: "ECONNRESET" }, "unknown-outcome", "unavailable"],
    [
      "201 broken off",
      { kind: "unread", status: 201, headers: new Headers(), detail: "cut" },
      "unknown-outcome",
      "unavailable",
    ],
    ["201 with JSON", answered(201, '{"id":1}'), "ok", "ok"],
    ["204", answered(204, ""), "ok", "ok"],
    ["200 with a page", answered(200, page), "unknown-outcome", "unavailable"],
    ["200 with a rejection", answered(200, zoomBody(300)), "rejected", "rejected"],
    ["302", answered(302, ""), "unknown-outcome", "unavailable"],
    ["400 with a rejection", answered(400, zoomBody(300)), "rejected", "rejected"],
    ["400 with a page", answered(400, page), "unknown-outcome", "unavailable"],
    ["401 with a rejection", answered(401, zoomBody(124)), "rejected", "rejected"],
    ["403 without a body", answered(403, ""), "unknown-outcome", "unavailable"],
    ["404 of a meeting", answered(404, zoomBody(3001)), "not-found", "not-found"],
    ["404 of anything else", answered(404, zoomBody(300)), "rejected", "unavailable"],
    ["404 of a user", answered(404, zoomBody(1001)), "rejected", "rejected"],
    ["404 with a page", answered(404, page), "unknown-outcome", "unavailable"],
    ["429 with a rejection", answered(429, zoomBody(429)), "rate-limited", "rate-limited"],
    ["429 with a page", answered(429, page), "unknown-outcome", "rate-limited"],
    [
      "429 with a page and a limit",
      answered(429, page, { "retry-after": "3" }),
      "rate-limited",
      "rate-limited",
    ],
    ["500 with a rejection", answered(500, zoomBody(300)), "unknown-outcome", "unavailable"],
    ["502 with a page", answered(502, page), "unknown-outcome", "unavailable"],
  ];
  test.each(rows)("%s", (_, reply, change, read) => {
    expect(kinds(reply)).toEqual([change, read]);
  });
});

test("a host's daily limit is recognised although identifying words are cleaned away", () => {
  const message = "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests.";
  const interpretation = interpretReply(answered(429, JSON.stringify({ code: 429, message })), {
    isMutating: true,
    now,
  });
  expect(interpretation).toEqual({
    ok: false,
    failure: { kind: "rate-limited", until: new Date("2026-03-10T00:00:00Z"), scope: "host" },
  });
});
