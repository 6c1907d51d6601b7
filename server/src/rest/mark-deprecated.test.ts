import { expect, test } from "vitest";
import type { Role } from "../domain/actor.ts";
import { callerNames } from "./mark-deprecated.ts";

const actor = (role: Role, sub: string) => ({ role, sub, email: null });

test("a service is counted by its name, a person by their role", () => {
  const nameOf = callerNames();
  expect(nameOf(null)).toBe("anonymous");
  expect(nameOf(actor("patient", "patient-1"))).toBe("patient");
  expect(nameOf(actor("doctor", "ada@clinic.example"))).toBe("doctor");
  expect(nameOf(actor("service", "billing.v2"))).toBe("billing.v2");
  for (const sub of ["ada@clinic.example", "two words", "x".repeat(65), 'a"b', "é"]) {
    expect(nameOf(actor("service", sub))).toBe("other");
  }
});

test("only so many services are distinguished, those that came first", () => {
  const nameOf = callerNames();
  const names = Array.from({ length: 1_000 }, (_, index) => nameOf(actor("service", `service-${index}`)));
  expect(new Set(names).size).toBe(51);
  expect(nameOf(actor("service", "service-49"))).toBe("service-49");
  expect(nameOf(actor("service", "service-50"))).toBe("other");
});
