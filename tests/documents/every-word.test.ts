import { readFileSync } from "node:fs";
import {
  appointmentStatuses,
  appointmentTypes,
  attentions,
  eventSources,
  eventTypes,
  evidences,
  meetingStatuses,
  outcomes,
  personStates,
} from "@patientcare/zoom-db/unions";
import { procedureDescriptions } from "@patientcare/zoom-server/contract/procedures.ts";
import { roles } from "@patientcare/zoom-server/domain/actor.ts";
import { reasons } from "@patientcare/zoom-server/domain/errors.ts";
import { eventDataFields } from "@patientcare/zoom-server/domain/event-data-fields.ts";
import { expect, test } from "vitest";

const integration = readFileSync("docs/integration.md", "utf8");
const readme = readFileSync("README.md", "utf8");

test.each([
  ["role", roles],
  ["procedure", Object.keys(procedureDescriptions)],
  ["status of an appointment", appointmentStatuses],
  ["status", meetingStatuses],
  ["outcome", outcomes],
  ["attention", attentions],
  ["reason", reasons],
  ["event type", eventTypes],
  ["field of an event's data", eventDataFields],
  ["source", eventSources],
  ["evidence", evidences],
  ["state of a person", personStates],
] as const)("docs/integration.md has a row for every %s", (_, words) => {
  expect(words.filter((word) => !integration.includes(`\n| \`${word}\` `))).toEqual([]);
});

test("docs/integration.md names both types of appointments", () => {
  expect(appointmentTypes.filter((type) => !integration.includes(type))).toEqual([]);
});

test("README lists every procedure", () => {
  const rows = [...readme.matchAll(/^\| `(\w+)` +\| (.*)\|$/gm)];
  const listed = rows.flatMap(([, router, names = ""]) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name]) => `${router}.${name}`),
  );
  expect(listed.sort()).toEqual(Object.keys(procedureDescriptions).sort());
});

test("README leads to every document", () => {
  const documents = ["integration", "limits-and-retries", "webhooks", "operations", "security", "cleanup"];
  expect(documents.filter((name) => !readme.includes(`(docs/${name}.md)`))).toEqual([]);
});
