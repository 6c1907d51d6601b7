import { describe, expect, test } from "vitest";
import { isOwnedBy, type KnownPerson, type Owner } from "./ownership.ts";

const hash = (email: string) => Buffer.from(email);
const mine = hash("me@clinic.example");
const nobody: KnownPerson = { externalId: null, emailHash: null };
const byId: KnownPerson = { externalId: "7", emailHash: hash("other@clinic.example") };
const byEmail: KnownPerson = { externalId: null, emailHash: mine };

describe.each(["doctor", "patient"] as const)("a %s", (side) => {
  const other = side === "doctor" ? "patient" : "doctor";
  const owner = (emailHash: Buffer | null = mine): Owner => ({ side, externalId: "7", emailHash });
  const owns = (person: KnownPerson, who = owner()) =>
    isOwnedBy(who, { ...{ doctor: nobody, patient: nobody }, [side]: person });

  test("owns by the platform's id, whatever the e-mail", () => {
    expect(owns(byId)).toBe(true);
    expect(owns(byId, owner(null))).toBe(true);
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
    expect(owns(nobody, owner(null))).toBe(false);
    expect(owns(byEmail, owner(null))).toBe(false);
  });
  test("does not own as the other side", () => {
    expect(isOwnedBy(owner(), { ...{ doctor: nobody, patient: nobody }, [other]: byId })).toBe(false);
  });
});
