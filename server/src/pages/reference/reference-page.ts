import { html } from "hono/html";
import { describeFields, type FieldDescription, namedTypes } from "../../contract/describe-fields.ts";
import { eventMeanings, reasonRemedies, roleMeanings, statusMeanings } from "../../contract/meanings.ts";
import { attentionRemedies } from "../../domain/attention.ts";
import { type Reason, reasons } from "../../domain/errors.ts";
import { reasonOf as outcomeMeanings } from "../../domain/visit/evaluation.ts";
import { wireOf } from "../../http/wire-errors.ts";
import { version } from "../../telemetry/version.ts";
import { describeProcedures, type ProcedureReference } from "./describe-procedures.ts";

type Html = ReturnType<typeof html>;

/** The reasons for which every call may be refused. */
const reasonsOfEveryCall = [
  "VALIDATION_ERROR",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "RATE_LIMITED",
  "INTERNAL_ERROR",
  "SERVICE_UNAVAILABLE",
] as const satisfies readonly Reason[];

/** Every procedure with its fields, and the words that it uses, as one page without scripts. */
export function referencePage(): Html {
  const procedures = describeProcedures();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/reference.css">
<title>PatientCare Zoom, procedures</title>
</head>
<body>
<main>
<h1>PatientCare Zoom ${version}</h1>
<p>Every procedure of the service. Call them with <code>@patientcare/zoom-sdk</code>: its methods have the names that stand here. Without it, POST the input as <code>{"json": …}</code> to <code>/trpc/</code> and the name, with <code>Content-Type: application/json</code> and <code>Authorization: Bearer</code> and a token; times are then texts in ISO 8601.</p>
<p>The paths under <code>/api/zoom</code> are an older form of the same: <a href="/docs/rest">REST</a>. They are deprecated and go on working.</p>
<nav aria-label="Contents"><ul class="names">${procedures.map(({ name }) => linkTo(name))}${typeNames.map(linkTo)}${sections.map(({ title }) => linkTo(title))}</ul></nav>
<h2>Procedures</h2>
${procedures.map(describeProcedure)}
<h2>Types</h2>
${typeNames.map(describeType)}
<h2>Words</h2>
<p>More of them may come with a later version: leave alone those that you do not know.</p>
${sections.map(describeSection)}
</main>
</body>
</html>`;
}

const typeNames = Object.keys(namedTypes) as (keyof typeof namedTypes)[];

const linkTo = (name: string) => html`<li><a href="#${name}">${name}</a></li>`;

const wordId = (section: string, word: string) => `${section}.${word}`;

/** Descriptions set names in backticks. */
const inWords = (text: string) =>
  text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));

const describeProcedure = (
  procedure: ProcedureReference,
) => html`<section class="card" id="${procedure.name}">
<h3><code>${procedure.name}</code> <span class="kind">${kindOf(procedure)}</span></h3>
<p>${inWords(procedure.summary)}</p>
${procedure.access.map(describeAccess)}
${procedure.rest.length > 0 ? html`<p class="soft">REST, deprecated: ${procedure.rest.map((path) => html`<code>${path}</code> `)}</p>` : ""}
<h4>Input</h4>
${listFields(procedure.input, { marksRequired: true })}
<h4>Answer</h4>
${describeAnswer(procedure)}
<h4>Refused with</h4>
<p>${procedure.reasons.map((reason) => html`<a href="#${wordId("reasons", reason)}"><code>${reason}</code></a> `)}${procedure.reasons.length > 0 ? "and " : ""}<a href="#every-call">the reasons of every call</a>.</p>
</section>`;

const kindOf = ({ kind, repeatable }: ProcedureReference) =>
  repeatable ? "mutation, safe to repeat" : kind === "subscription" ? "stream" : kind;

function describeAccess({ permission, grants }: ProcedureReference["access"][number]): Html {
  const [, part] = permission.split(":");
  const may = grants.flatMap(({ role, grant }) =>
    grant === "never" ? [] : [grant === "own" ? `${role} (their own)` : role],
  );
  return html`<p class="soft">${part ? html`Of it <code>${part}</code>: ` : "May call it: "}${may.join(", ")}.</p>`;
}

function describeAnswer({ kind, output }: ProcedureReference): Html {
  if (output.typeName) return html`<p><a href="#${output.typeName}">${output.typeName}</a></p>`;
  return html`${kind === "subscription" ? html`<p>A stream; each event has these fields.</p>` : ""}${listFields(output.fields, { marksRequired: false })}`;
}

const listFields = (fields: FieldDescription[], { marksRequired }: { marksRequired: boolean }): Html =>
  fields.length === 0
    ? html`<p>No fields.</p>`
    : html`<dl>${fields.map(
        ({ path, type, required, description }) =>
          html`<dt><code>${path}</code> <span class="type">${type}</span>${marksRequired && required ? html` <span class="required">required</span>` : ""}</dt><dd>${inWords(description)}</dd>`,
      )}</dl>`;

const describeType = (name: keyof typeof namedTypes) => html`<section class="card" id="${name}">
<h3>${name}</h3>
${listFields(describeFields(namedTypes[name], "output"), { marksRequired: false })}
</section>`;

interface Section {
  title: string;
  intro: Html | "";
  rows: { word: string; note?: string; meaning: string }[];
}

const rowsOf = (meanings: Record<string, string>) =>
  Object.entries(meanings).map(([word, meaning]) => ({ word, meaning }));

const sections: Section[] = [
  { title: "roles", intro: "", rows: rowsOf(roleMeanings) },
  { title: "statuses", intro: "", rows: rowsOf(statusMeanings) },
  { title: "outcomes", intro: "", rows: rowsOf(outcomeMeanings) },
  { title: "attentions", intro: "", rows: rowsOf(attentionRemedies) },
  { title: "events", intro: "", rows: rowsOf(eventMeanings) },
  {
    title: "reasons",
    intro: html`<p id="every-call">Every call may be refused with ${reasonsOfEveryCall.map((reason) => html`<a href="#${wordId("reasons", reason)}"><code>${reason}</code></a> `)}.</p>`,
    rows: reasons.map((word) => ({
      word,
      note: `HTTP ${wireOf[word].status}`,
      meaning: reasonRemedies[word],
    })),
  },
];

const describeSection = ({ title, intro, rows }: Section) => html`<section class="card" id="${title}">
<h3>${title}</h3>
${intro}
<dl>${rows.map(
  ({ word, note, meaning }) =>
    html`<dt id="${wordId(title, word)}"><code>${word}</code>${note ? html` <span class="type">${note}</span>` : ""}</dt><dd>${inWords(meaning)}</dd>`,
)}</dl>
</section>`;
