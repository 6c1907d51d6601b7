import { describe, expect, test } from "vitest";
import type { Actor, Role } from "./actor.ts";
import { isOwn, type KnownPerson } from "./ownership.ts";

const hash = (email: string) => Buffer.from(email);
const actor = (role: Role, sub = "7"): Actor => ({ role, sub, email: "me@clinic.example" });
const mine = hash("me@clinic.example");
const nobody: KnownPerson = { externalId: null, emailHash: null };
const byId: KnownPerson = { externalId: "7", emailHash: hash("other@clinic.example") };
const byEmail: KnownPerson = { externalId: null, emailHash: mine };

describe.each(["doctor", "patient"] as const)("a %s", (role) => {
  const other = role === "doctor" ? "patient" : "doctor";
  const owns = (person: KnownPerson, who = actor(role), email: Buffer | null = mine) =>
    isOwn(who, email, { ...{ doctor: nobody, patient: nobody }, [role]: person });

  test("owns by the platform's id, whatever the e-mail", () => {
    expect(owns(byId)).toBe(true);
    expect(owns(byId, actor(role), null)).toBe(true);
  });
  test("does not own by the e-mail where there is an id", () => {
    expect(owns({ externalId: "8", emailHash: mine })).toBe(false);
    expect(owns({ externalId: "", emailHash: mine })).toBe(false);
  });
  test("owns by the e-mail where there is no id", () => {
    expect(owns(byEmail)).toBe(true);
    expect(owns({ externalId: null, emailHash: hash("other@clinic.example") })).toBe(false);
  });
  test("owns nothing where neither is known", () => {
    expect(owns(nobody)).toBe(false);
    expect(owns(nobody, actor(role), null)).toBe(false);
    expect(owns(byEmail, actor(role), null)).toBe(false);
  });
  test("does not own as the other side", () => {
    expect(isOwn(actor(role), mine, { ...{ doctor: nobody, patient: nobody }, [other]: byId })).toBe(false);
  });
});

test.each(["staff", "auditor", "admin", "service"] as const)("%s owns nothing", (role) => {
  expect(isOwn(actor(role), mine, { doctor: byId, patient: byId })).toBe(false);
});
