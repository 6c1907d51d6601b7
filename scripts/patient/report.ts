import type { Erasure } from "@patientcare/zoom-server/operations/privacy/erase-patient.ts";
import type { Hold } from "@patientcare/zoom-server/operations/privacy/hold-patient.ts";

export const wasRefused = (answer: Erasure | Hold): boolean => "refused" in answer;

export const unknownPatient = "Refused: no patient is known by this id.";

/** The receipt of an erasure, or why there was none. */
export function erasureAsText(erasure: Erasure): string {
  if (!("refused" in erasure)) return receiptOf(erasure);
  switch (erasure.refused) {
    case "unknown":
      return unknownPatient;
    case "doctor":
      return "Refused: this id is a doctor's. Their visits belong to their patients too.";
    case "held":
      return `Refused: a legal hold stands since ${erasure.since.toISOString()}. Release it first (npm run patient -- release).`;
    case "unfinished-visits":
      return `Refused: ${erasure.count === 1 ? "one visit is" : `${erasure.count} visits are`} not over, the first of ${erasure.next?.toISOString()}. Cancel them, or wait until they are evaluated.`;
  }
}

/** The result of placing or releasing a hold. */
export function holdAsText(hold: Hold): string {
  if ("done" in hold)
    return hold.done === "held"
      ? "Held: nothing of this patient is forgotten or erased from now on."
      : "Released: what is old is forgotten tonight.";
  if (hold.refused === "held-already")
    return `Refused: a hold stands already, since ${hold.since.toISOString()}.`;
  return hold.refused === "unknown" ? unknownPatient : "Refused: no hold stands on this patient.";
}

const kept = [
  [
    "the visits: times, status, outcome, and when people were in the room",
    "the clinic's record and its statistics; nobody is named in it",
  ],
  ["the access log, with the platform's ids of persons", "proof of who read what; it may not be changed"],
  ["the history, with reasons that nobody can read any more", "it may not be changed; its key is gone"],
  [
    "Zoom's ids of meetings and participants, keyed hashes of deliveries",
    "so that repeats are recognised; they name nobody",
  ],
  ["the platform's ids of the appointments", "so that repeated messages bring nothing back"],
  [
    "a keyed hash of this id, and when it was erased",
    "proof of the erasure, and to erase again after a restore",
  ],
] as const;

function receiptOf(erasure: Exclude<Erasure, { refused: unknown }>): string {
  const head =
    erasure.done === "erased"
      ? `Erased, with ${erasure.meetings === 1 ? "one visit" : `${erasure.meetings} visits`}: name, addresses, topics, reasons, the platform's messages, what Zoom delivered, and the key that opens older copies of them. Links are dead.`
      : `Erased already, at ${erasure.at.toISOString()}.`;
  return [
    head,
    "",
    "What stays, and why:",
    ...kept.map(([what, why]) => `  ${what}: ${why}`),
    "",
    "Copies of the table person_keys that are older than this erasure must be destroyed: they open older backups.",
    "At Zoom itself, reports of past meetings may name people: delete them there.",
  ].join("\n");
}
