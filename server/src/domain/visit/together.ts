import type { Evidence } from "@patientcare/zoom-db/unions";
import { common, type Interval, merged } from "./intervals.ts";
import type { Session, Stay } from "./session.ts";
import { strongestEvidence } from "./strongest-evidence.ts";

export interface PeopleInRooms {
  /** The evidence of the patient with whom the doctor was together; null when it was not surely the patient. */
  held: Evidence | null;
  /** The doctor was together with somebody who makes a visit. */
  withSomebody: boolean;
  /** The evidence of that somebody. */
  evidence: Evidence | null;
  /** Somebody who makes a visit was in a room, with the doctor or without. */
  somebodyInRoom: boolean;
}

/** When the doctor was in one running with somebody who makes a visit. */
export const timesTogether = (sessions: readonly Session[], now: Date): Interval[] =>
  merged(sessions.flatMap((session) => meetings(presences(session, now)).flatMap(({ times }) => times)));

type Presence = Interval & { stay: Stay };

/**
 * The people that the doctor was together with, in the same running. Zoom's times are whole seconds, so touching counts. Before `countsFrom` only
 * the patient counts: the doctor may be testing the room with a colleague.
 */
export function peopleInRooms(
  sessions: readonly Session[],
  countsFrom: Date | null,
  now: Date,
): PeopleInRooms {
  const inRooms = sessions.map((session) => presences(session, now));
  const together = inRooms.flatMap(meetings);
  const inSlot = together.filter(
    ({ times }) => countsFrom === null || times.some(({ to }) => to >= countsFrom),
  );
  const patients = together.filter(({ stay }) => stay.who === "patient");
  return {
    held: evidenceOfPatient(patients) ?? (manyUndecided(inSlot) ? "redirect-several" : null),
    withSomebody: inSlot.length > 0,
    evidence: strongestEvidence(inSlot.map(({ stay }) => stay.recognisedBy)),
    somebodyInRoom: inRooms.flat().some(({ stay }) => stay.counts),
  };
}

/** Those whom the doctor met in one running, with the times. */
function meetings(present: readonly Presence[]): (Presence & { times: Interval[] })[] {
  const doctor = present.filter(({ stay }) => stay.who === "doctor");
  return present
    .filter(({ stay }) => stay.counts)
    .map((other) => ({ ...other, times: common(doctor, [other]) }))
    .filter(({ times }) => times.length > 0);
}

function presences({ startedAt, endedAt, stays }: Session, now: Date): Presence[] {
  const until = endedAt ?? now;
  return stays
    .map((stay) => ({ stay, from: stay.joinedAt ?? startedAt, to: stay.leftAt ?? until }))
    .filter(({ from, to }) => from <= now && from <= to);
}

function evidenceOfPatient(patients: readonly (Presence & { times: Interval[] })[]): Evidence | null {
  const strongest = strongestEvidence(patients.map(({ stay }) => stay.recognisedBy));
  if (!strongest) return null;
  if (strongest === "email") return strongest;
  const several = patients.some((one) =>
    patients.some(
      (other) => one.stay.person !== other.stay.person && common(one.times, other.times).length > 0,
    ),
  );
  return several ? "redirect-several" : strongest;
}

/** More people came than companions may have used a link: one of them came by the patient's. */
function manyUndecided(together: readonly Presence[]): boolean {
  const undecided = together.filter(({ stay }) => stay.who === "undecided").map(({ stay }) => stay);
  const people = new Set(undecided.map(({ person }) => person));
  return people.size > Math.max(0, ...undecided.map(({ rivals }) => rivals));
}
