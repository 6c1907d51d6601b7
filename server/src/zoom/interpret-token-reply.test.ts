import { expect, test } from "vitest";
import type { Reply } from "./exchange.ts";
import { interpretTokenReply } from "./interpret-token-reply.ts";

const zoomCheckedAt = new Date("2026-03-09T14:00:00Z");

function read(status: number, body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const reply: Reply = { kind: "answered", status, headers: new Headers(), text };
  return interpretTokenReply(reply, zoomCheckedAt);
}

test("a token lives from the moment it was asked for", () => {
  const answer = { access_token: "abc", expires_in: 3599, api_url: "https://evil.example" };
  const token = { value: "abc", issuedAt: zoomCheckedAt, expiresAt: new Date("2026-03-09T14:59:59Z") };
  expect(read(200, answer)).toEqual({ ok: true, token: { ...token, scopes: null } });
  const scopes = ["meeting:read:admin", "user:read:admin"];
  expect(read(200, { ...answer, scope: scopes.join(" ") })).toEqual({
    ok: true,
    token: { ...token, scopes },
  });
});

test.each([400, 401])("wrong credentials are a refusal with status %d", (status) => {
  expect(read(status, { reason: "Invalid client_id or client_secret", error: "invalid_client" })).toEqual({
    ok: false,
    failure: {
      kind: "rejected",
      status,
      code: "credentials",
      message: "Invalid client_id or client_secret",
    },
  });
});

test.each([
  ["a page", 200, "<html>"],
  ["no token", 200, { expires_in: 3600 }],
  ["a token that would split the header", 200, { access_token: "a\r\nb", expires_in: 3600 }],
  ["a lifetime that is none", 200, { access_token: "a", expires_in: -1 }],
  ["a page with 400", 400, "<html>"],
  ["403", 403, ""],
  ["a redirect", 302, ""],
  ["503", 503, { reason: "busy", error: "busy" }],
])("%s from the token endpoint is an outage", (_, status, body) => {
  const answer = read(status, body);
  expect(answer.ok ? "ok" : answer.failure.kind).toBe("unavailable");
});

test("429 from the token endpoint is a limit of the account", () => {
  expect(read(429, "")).toMatchObject({ failure: { kind: "rate-limited", scope: "account" } });
});
