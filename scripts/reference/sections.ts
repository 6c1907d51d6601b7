import { eventTypes, meetingStatuses, outcomes, signalTypes } from "@patientcare/zoom-db/unions";
import { describeFields } from "@patientcare/zoom-server/contract/describe-fields.ts";
import { EventData } from "@patientcare/zoom-server/contract/events.ts";
import { AppointmentChanged } from "@patientcare/zoom-server/contract/lifecycle.ts";
import {
  appointmentStatusMeanings,
  eventMeanings,
  evidenceMeanings,
  personStateMeanings,
  reasonRemedies,
  roleMeanings,
  sourceMeanings,
  statusMeanings,
} from "@patientcare/zoom-server/contract/meanings.ts";
import { roles } from "@patientcare/zoom-server/domain/actor.ts";
import { attentionRemedies } from "@patientcare/zoom-server/domain/attention.ts";
import { isFinal, reasons } from "@patientcare/zoom-server/domain/errors.ts";
import { type Answer, lifecycle } from "@patientcare/zoom-server/domain/lifecycle.ts";
import { type Grant, type Permission, policy } from "@patientcare/zoom-server/domain/policy.ts";
import { reasonOf } from "@patientcare/zoom-server/domain/visit/evaluation.ts";
import { wireOf } from "@patientcare/zoom-server/http/wire-errors.ts";
import { describeProcedures } from "@patientcare/zoom-server/pages/reference/describe-procedures.ts";
import { printTable } from "./print-table.ts";

const code = (text: string) => `\`${text}\``;

const printMeanings = (head: [string, string], meanings: Record<string, string>): string =>
  printTable(
    head,
    Object.entries(meanings).map(([word, meaning]) => [code(word), meaning]),
  );

const grantInWords = { all: "all", own: "own", never: "–" } as const satisfies Record<Grant, string>;

const printPolicy = (): string =>
  printTable(
    ["may call", ...roles],
    (Object.keys(policy) as Permission[]).map((permission) => [
      code(permission),
      ...roles.map((role) => grantInWords[policy[permission][role]]),
    ]),
  );

const printProcedures = (): string =>
  printTable(
    ["procedure", "kind", "what it does"],
    describeProcedures().map(({ name, kind, repeatable, summary }) => [
      code(name),
      repeatable ? `${kind}, safe to repeat` : kind,
      summary,
    ]),
  );

const printAppointmentFields = (): string =>
  printTable(
    ["field", "type", "", "what it is"],
    describeFields(AppointmentChanged, "input").map(({ path, type, required, description }) => [
      code(path),
      type.replaceAll('"', ""),
      required ? "required" : "",
      description,
    ]),
  );

const effects = {
  noop: "stays",
  change: "changes",
  "to-pending": "→ `pending`",
  "new-generation": "→ `pending`",
  cancel: "→ `cancelled`",
  start: "→ `started`",
  end: "→ `ended`",
  "end-inside-window": "→ `ended` inside the window",
  refuse: "–",
} as const satisfies Record<Answer, string>;

const verbs = {
  "create-same": "`meetings.create`, same slot and doctor",
  "create-other": "`meetings.create`, another slot or doctor",
  update: "`meetings.update`",
  cancel: "`meetings.cancel`",
  start: "`lifecycle.start`",
  end: "`lifecycle.end`",
  retry: "`meetings.retry`",
} as const satisfies Record<keyof typeof lifecycle, string>;

const printTransitions = (): string =>
  printTable(
    ["call", ...meetingStatuses.map(code)],
    (Object.keys(verbs) as (keyof typeof verbs)[]).map((verb) => [
      verbs[verb],
      ...meetingStatuses.map((status) => effects[lifecycle[verb][status]]),
    ]),
  );

const printReasons = (): string =>
  printTable(
    ["reason", "HTTP", "tRPC code", "kept under a key", "what to do"],
    reasons.map((reason) => [
      code(reason),
      String(wireOf[reason].status),
      code(wireOf[reason].code),
      isFinal[reason] ? "yes" : "no",
      reasonRemedies[reason],
    ]),
  );

const signals: ReadonlySet<string> = new Set([...signalTypes, "corrected"]);

const printEvents = (): string =>
  printTable(
    ["type", "data", "what happened"],
    eventTypes.map((type) => [code(type), signals.has(type) ? "yes" : "–", eventMeanings[type]]),
  );

const printEventData = (): string =>
  printTable(
    ["field", "type", "what it is"],
    describeFields(EventData, "output").map(({ path, type, description }) => [
      code(path),
      type.replaceAll('"', ""),
      description,
    ]),
  );

const printOutcomes = (): string =>
  printTable(
    ["outcome", "when"],
    outcomes.map((outcome) => [code(outcome), reasonOf[outcome]]),
  );

/** The generated sections of `docs/integration.md`, by the name in their markers. */
export const printSections = (): Record<string, string> => ({
  roles: printMeanings(["role", "held by"], roleMeanings),
  permissions: printPolicy(),
  procedures: printProcedures(),
  "appointment fields": printAppointmentFields(),
  "appointment statuses": printMeanings(
    ["status", "what it means for the meeting"],
    appointmentStatusMeanings,
  ),
  statuses: printMeanings(["status", "what it says"], statusMeanings),
  transitions: printTransitions(),
  outcomes: printOutcomes(),
  attentions: printMeanings(["attention", "what it says, and what to do"], attentionRemedies),
  reasons: printReasons(),
  events: printEvents(),
  "event data": printEventData(),
  sources: printMeanings(["source", "where the event came from"], sourceMeanings),
  evidence: printMeanings(["evidence", "how the person is known"], evidenceMeanings),
  "person states": printMeanings(["state", "the person…"], personStateMeanings),
});
