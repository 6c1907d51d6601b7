import type { Actor } from "./actor.ts";

/** A person as ownership sees them: the platform's id decides; the e-mail only where there is none. */
export interface KnownPerson {
  externalId: string | null;
  emailHash: Buffer | null;
}

export interface PeopleOfMeeting {
  doctor: KnownPerson;
  patient: KnownPerson;
}

export function isOwn(actor: Actor, actorEmailHash: Buffer | null, people: PeopleOfMeeting): boolean {
  if (actor.role === "doctor") return isPerson(people.doctor, actor, actorEmailHash);
  return actor.role === "patient" && isPerson(people.patient, actor, actorEmailHash);
}

function isPerson(person: KnownPerson, actor: Actor, actorEmailHash: Buffer | null): boolean {
  if (person.externalId !== null) return person.externalId === actor.sub;
  return person.emailHash !== null && actorEmailHash !== null && person.emailHash.equals(actorEmailHash);
}
