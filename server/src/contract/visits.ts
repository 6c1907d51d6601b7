import {
  linkRoles,
  participantKinds,
  personStates,
  signalTypes,
  waitingPlaces,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Evidence } from "./lifecycle.ts";
import { Attention, Outcome, Status } from "./meetings.ts";

export const ParticipantKind = z.enum(participantKinds);
export const PersonState = z.enum(personStates);
export const WaitingPlace = z.enum(waitingPlaces);
export const SignalType = z.enum(signalTypes);

/** Somebody of the visit, as far as is known. Note-takers and colleagues are not listed. */
export const Person = z.object({
  who: z
    .enum([...participantKinds, "someone"])
    .describe("The part in the visit. `someone`: a person in the room or before it who is not recognised."),
  participantId: z
    .string()
    .nullable()
    .describe("Our id of the person in this visit, a uuid; null for `someone`."),
  name: z
    .string()
    .nullable()
    .describe("The name; null where none is known or the caller may not see it, and always for `someone`."),
  state: PersonState.describe(
    "How far the person has come in this slot; `unknown` while Zoom reports nothing though it should, and where no end was ever reported.",
  ),
  since: z.date().nullable().describe("When this state began; null where that is not known."),
  evidence: Evidence.nullable().describe(
    "How it is known that it is this person; null where nothing had to show it.",
  ),
});

/** A stay and a wait also name `note-taker` (by its name) and `staff` (a colleague's e-mail): they are nobody of the visit. */
const SeenAs = z.enum([...participantKinds, "note-taker", "staff", "someone"]);

/** One presence of somebody in the room. */
export const Stay = z.object({
  who: SeenAs.describe("The part in the visit, as far as the evidence says."),
  evidence: Evidence.nullable().describe("How the person was recognised; null for `someone`."),
  joinedAt: z.date().describe("When the person came in."),
  leftAt: z.date().nullable().describe("When the person left; null while no end was reported."),
});

/** One time that somebody waited to be let in. */
export const Wait = z.object({
  who: SeenAs.describe("The part in the visit, as far as the evidence says."),
  where: WaitingPlace.describe(
    "`waiting-room`: in Zoom's waiting room; `before-host`: at the door, since the doctor has not opened the room.",
  ),
  from: z.date().describe("When the wait began."),
  to: z.date().nullable().describe("When the wait ended; null while no end was reported."),
});

/** A fact that follows from the visit, such as a late doctor. Later facts may correct it. */
export const Signal = z.object({
  type: z.enum([...signalTypes, "corrected"]).describe("The kind of signal."),
  who: z
    .enum([...participantKinds, "someone"])
    .nullable()
    .describe("The part in the visit; null where it may have been anybody, or where it concerns both."),
  since: z.date().nullable().describe("When it began; null in a correction that takes its signal back."),
  at: z.date().describe("When it happened."),
  seconds: z.number().nullable().describe("How long it lasted, in seconds; null where it has no length."),
  settled: z
    .boolean()
    .describe("True once the window has closed and Zoom was asked: only then act on it outside the clinic."),
  corrects: SignalType.nullable().describe(
    "With `corrected`: the signal that has changed, or that no longer holds; else null.",
  ),
});

/** A link of the visit, without its address. */
export const UsedLink = z.object({
  role: z.enum(linkRoles).describe("`host` for the doctor's link, `participant` for all others."),
  kind: ParticipantKind.describe("The part in the visit of the link's owner."),
  issuedAt: z.date().describe("When the link was made."),
  redirectedAt: z.date().nullable().describe("When the link last led to Zoom; null where it never did."),
  revokedAt: z.date().nullable().describe("When the link was closed for good; null while it was not."),
});

/** A length of time. */
export const Interval = z.object({
  from: z.date().describe("The first instant."),
  to: z.date().describe("The last instant."),
});

/** The story of a visit. People and `together` are of its present slot, all else of all its slots; oldest first. */
export const Visit = z.object({
  meetingId: z.string().describe("Our id of the meeting, a uuid."),
  appointmentId: z.string().describe("The platform's id of the appointment, a uuid."),
  startTime: z.date().describe("When the visit is planned to begin."),
  duration: z.number().describe("The planned length of the visit, in minutes."),
  timezone: z.string().describe("The IANA time zone of the visit, such as Europe/Berlin."),
  hostEmail: z.string().describe("The doctor's e-mail address, in lower case."),
  status: Status.describe("How far the meeting has come."),
  outcome: Outcome.nullable().describe("How the visit went; null until that can be said."),
  attentions: z
    .array(Attention)
    .describe("Everything about this meeting that needs a person, the most important first."),
  people: z.array(Person).describe("The people of the visit in its present slot, and how far each has come."),
  stays: z.array(Stay).describe("Each presence in the room, in all slots, the oldest first."),
  waits: z.array(Wait).describe("Each wait to be let in, in all slots, the oldest first."),
  together: z
    .object({
      seconds: z.number().describe("All that time, in seconds."),
      intervals: z.array(Interval).describe("Its parts, the oldest first."),
    })
    .describe(
      "The time that the doctor was in the room with somebody who makes a visit, recognised or not; `outcome` says what it was.",
    ),
  signals: z.array(Signal).describe("What followed from the visit, the oldest first."),
  links: z
    .array(UsedLink)
    .optional()
    .describe("All links that were ever issued, without their addresses; left out for auditors."),
});
export type Visit = z.output<typeof Visit>;
