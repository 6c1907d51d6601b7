import { expect, test } from "vitest";
import { roles } from "./actor.ts";
import { grantFor, type Permission, policy } from "./policy.ts";

const permissions = Object.keys(policy) as Permission[];

test.each(permissions)("%s answers for every role", (permission) => {
  expect(Object.keys(policy[permission]).sort()).toEqual([...roles].sort());
});

test("a doctor or a patient never has all, and nobody else has only their own", () => {
  for (const permission of permissions) {
    for (const role of roles) {
      const personal = role === "doctor" || role === "patient";
      expect(grantFor(permission, role)).not.toBe(personal ? "all" : "own");
    }
  }
});

test("an auditor changes nothing and gets into no visit", () => {
  const granted = permissions.filter((permission) => grantFor(permission, "auditor") === "all");
  expect(granted.sort()).toEqual([
    "lifecycle.events",
    "lifecycle.history",
    "meetings.get",
    "meetings.get:attention",
    "meetings.getByAppointment",
    "meetings.list",
    "stats.daily",
    "stats.overview",
    "visits.get",
  ]);
});

test("a patient reads their visits and gets their own link, and nothing else", () => {
  const granted = permissions.filter((permission) => grantFor(permission, "patient") === "own");
  expect(granted.sort()).toEqual([
    "links.get",
    "links.get:participant",
    "meetings.get",
    "meetings.getByAppointment",
    "meetings.list",
  ]);
});

test("links.get is open to whoever may have either link", () => {
  for (const role of roles) {
    const either = (["links.get:host", "links.get:participant"] as const).some(
      (permission) => grantFor(permission, role) !== "never",
    );
    expect(grantFor("links.get", role) !== "never").toBe(either);
  }
});
