import type { Reason } from "../domain/errors.ts";
import type { Permission } from "../domain/policy.ts";

export type ProcedureName = Exclude<Permission, `${string}:${string}`>;

export interface ProcedureDescription {
  /** Its effect, in one or a few sentences: for hover in the SDK and for the documents. */
  summary: string;
  /** The reasons for which it refuses, besides those of every call: input, token, role, rate limit, our own trouble. */
  reasons: readonly Reason[];
  /** A change that does no harm when it is sent twice: the SDK repeats it by itself, under an Idempotency-Key. */
  repeatable?: true;
}

const change = ["MEETING_NOT_FOUND", "ILLEGAL_TRANSITION", "IDEMPOTENCY_CONFLICT"] as const;

/** Each procedure in words. */
export const procedureDescriptions = {
  "meetings.create": {
    summary:
      "Makes the Zoom meeting of an appointment. Asked again with the same slot and doctor, it answers the meeting that exists. While Zoom is unavailable the answer is a `pending` meeting, which is made as soon as Zoom is back.",
    reasons: [
      "SLOT_TAKEN",
      "ILLEGAL_TRANSITION",
      "MEETING_NOT_FOUND",
      "IDEMPOTENCY_CONFLICT",
      "ZOOM_API_ERROR",
    ],
    repeatable: true,
  },
  "meetings.get": {
    summary: "Reads a meeting by our id, also from the archive.",
    reasons: ["MEETING_NOT_FOUND"],
  },
  "meetings.getByAppointment": {
    summary: "Reads the meeting of an appointment, also from the archive.",
    reasons: ["MEETING_NOT_FOUND"],
  },
  "meetings.list": {
    summary: "Lists meetings page by page: those that the caller may see, without the archive.",
    reasons: [],
  },
  "meetings.update": {
    summary: "Moves a meeting or changes its topic. Its links stay the same.",
    reasons: [...change, "SLOT_TAKEN"],
  },
  "meetings.cancel": {
    summary:
      "Cancels a meeting: it is deleted at Zoom, and its links are closed. A call that runs is ended first. Cancelled meetings stay cancelled without an error.",
    reasons: change,
  },
  "meetings.retry": {
    summary: "Tries again to make a meeting that Zoom rejected: `failed` becomes `pending`.",
    reasons: [...change, "SLOT_TAKEN", "ZOOM_API_ERROR"],
  },
  "links.get": {
    summary:
      "Gives the caller the link of the doctor or of the patient. It can be handed out at once: the link is closed until the visit's window opens.",
    reasons: ["MEETING_NOT_FOUND", "LINK_EXPIRED"],
  },
  "links.revoke": {
    summary: "Closes a person's link for good. The next `links.get` or `links.invite` issues a new one.",
    reasons: ["MEETING_NOT_FOUND", "NOT_FOUND", "IDEMPOTENCY_CONFLICT"],
  },
  "links.invite": {
    summary:
      "Gives a companion (an interpreter, captioner, caregiver or trainee) a link of their own to one visit.",
    reasons: ["MEETING_NOT_FOUND", "NOT_FOUND", "LINK_EXPIRED", "IDEMPOTENCY_CONFLICT"],
  },
  "lifecycle.appointmentChanged": {
    summary:
      "Tells the service how an appointment is now: the platform calls it whenever one is confirmed, changed or cancelled. A paid booking is never refused: a change that cannot be made now becomes the meeting's attention.",
    reasons: ["IDEMPOTENCY_CONFLICT"],
    repeatable: true,
  },
  "lifecycle.start": {
    summary: "Declares that the visit has begun, inside its window. Zoom is not called.",
    reasons: change,
  },
  "lifecycle.end": {
    summary: "Ends the visit, also at Zoom: everybody in the room is put out.",
    reasons: [...change, "ZOOM_UNAVAILABLE"],
  },
  "lifecycle.confirmOutcome": {
    summary:
      "States how a visit went. The statement stands beside the evidence, and replaces an earlier one.",
    reasons: change,
  },
  "lifecycle.history": {
    summary: "Reads how a meeting's status changed, and why, the oldest change first.",
    reasons: ["MEETING_NOT_FOUND"],
  },
  "lifecycle.events": {
    summary:
      "Streams the events of one meeting or of all, each once and in one order for everybody. Iterate it with `for await`: it reconnects by itself and goes on after the last event.",
    reasons: ["MEETING_NOT_FOUND"],
  },
  "visits.get": {
    summary: "Reads all that is known of one visit: people, stays, waits, signals and links.",
    reasons: ["MEETING_NOT_FOUND"],
  },
  "stats.overview": {
    summary:
      "Counts, rates and durations of the meetings that begin in a range of time, archived ones included.",
    reasons: [],
  },
  "stats.daily": {
    summary:
      "The figures of each day of a range, of all doctors together or of each. Their sums are those of the overview.",
    reasons: [],
  },
} as const satisfies Record<ProcedureName, ProcedureDescription>;
