import {
  attentions,
  evidences,
  linkRoles,
  participantKinds,
  personStates,
  signalTypes,
  waitingPlaces,
} from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Outcome, Status } from "./meetings.ts";

const Evidence = z.enum(evidences);

/** Somebody of the visit, as far as is known. */
const Person = z.object({
  /** `someone`: a person in the room or before it who is not recognised. Note-takers and colleagues are not listed. */
  who: z.enum([...participantKinds, "someone"]),
  /** Null for `someone`. */
  participantId: z.string().nullable(),
  /** Null where none is known or the caller may not see it; always for `someone`. */
  name: z.string().nullable(),
  /** In this slot; `unknown` while Zoom reports nothing though it should, and where no end was ever told. */
  state: z.enum(personStates),
  since: z.date().nullable(),
  /** The evidence by which it is this person who has this state. */
  evidence: Evidence.nullable(),
});

/** A stay and a wait also name `note-taker` (by its name) and `staff` (a colleague's e-mail): they are nobody of the visit. */
const SeenAs = z.enum([...participantKinds, "note-taker", "staff", "someone"]);

const Stay = z.object({
  who: SeenAs,
  evidence: Evidence.nullable(),
  joinedAt: z.date(),
  /** Null while nothing was heard of an end. */
  leftAt: z.date().nullable(),
});

const Wait = z.object({
  who: SeenAs,
  where: z.enum(waitingPlaces),
  from: z.date(),
  /** Null while nothing was heard of an end. */
  to: z.date().nullable(),
});

const Signal = z.object({
  type: z.enum([...signalTypes, "corrected"]),
  who: z.enum([...participantKinds, "someone"]).nullable(),
  /** Null in a correction that takes its signal back. */
  since: z.date().nullable(),
  at: z.date(),
  seconds: z.number().nullable(),
  settled: z.boolean(),
  corrects: z.enum(signalTypes).nullable(),
});

const UsedLink = z.object({
  role: z.enum(linkRoles),
  kind: z.enum(participantKinds),
  issuedAt: z.date(),
  /** When it last led to Zoom. */
  redirectedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});

/** The story of a visit. People and `together` are of its present slot, all else of all its slots; oldest first. */
export const Visit = z.object({
  meetingId: z.string(),
  appointmentId: z.string(),
  startTime: z.date(),
  duration: z.number(),
  timezone: z.string(),
  hostEmail: z.string(),
  status: Status,
  outcome: Outcome.nullable(),
  /** All that needs somebody, in order of weight. */
  attentions: z.array(z.enum(attentions)),
  people: z.array(Person),
  stays: z.array(Stay),
  waits: z.array(Wait),
  /** The doctor in one running with somebody who makes a visit, recognised or not: `outcome` says what it was. */
  together: z.object({
    seconds: z.number(),
    intervals: z.array(z.object({ from: z.date(), to: z.date() })),
  }),
  signals: z.array(Signal),
  /** All links that were ever issued, without their addresses; left out for auditors. */
  links: z.array(UsedLink).optional(),
});
export type Visit = z.output<typeof Visit>;
