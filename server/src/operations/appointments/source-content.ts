import type { AppointmentRow } from "@patientcare/zoom-db";
import type { Appointment } from "../../contract/lifecycle.ts";
import type { Deps } from "../../deps.ts";
import type { PersonSaid } from "../people/upsert-person.ts";

/** What the platform said last, in one order, so that the same content reads the same. */
export type SourceContent = ReturnType<typeof contentOf>;

export const contentOf = (said: Appointment) => ({
  status: said.status,
  type: said.type,
  startTime: said.startTime.toISOString(),
  duration: said.duration,
  timezone: said.timezone,
  topic: said.topic,
  doctor: { id: said.doctor.id, name: said.doctor.name, email: said.doctor.email },
  patient: { id: said.patient.id, name: said.patient.name, email: said.patient.email },
});

export const isSameContent = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Somebody with neither id nor e-mail is the same only while nothing about them changes. */
export const isSamePerson = (one: PersonSaid, other: PersonSaid): boolean =>
  other.id === undefined && other.email === undefined
    ? isSameContent(one, other)
    : one.id === other.id && one.email === other.email;

/** Null before the platform has said anything (the visit was made through the API). */
export function readContent({ encryption }: Deps, known: AppointmentRow | undefined): SourceContent | null {
  if (!known?.source_content) return null;
  const place = { record: "appointments", column: "source_content", id: known.id };
  return JSON.parse(encryption.decrypt(place, known.source_content));
}
