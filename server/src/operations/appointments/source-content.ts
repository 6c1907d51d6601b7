import type { AppointmentRow } from "@patientcare/zoom-db";
import type { Appointment } from "../../contract/lifecycle.ts";
import type { Deps } from "../../deps.ts";
import { isSameEmail } from "../../domain/email-address.ts";
import type { IncomingPerson } from "../people/upsert-person.ts";

/** The content of the platform's newest message, its fields in one order, so that equal contents are equal texts. */
export type SourceContent = ReturnType<typeof contentOf>;

export const contentOf = (incoming: Appointment) => ({
  status: incoming.status,
  type: incoming.type,
  startTime: incoming.startTime.toISOString(),
  duration: incoming.duration,
  timezone: incoming.timezone,
  topic: incoming.topic,
  doctor: { id: incoming.doctor.id, name: incoming.doctor.name, email: incoming.doctor.email },
  patient: { id: incoming.patient.id, name: incoming.patient.name, email: incoming.patient.email },
});

export const isSameContent = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Somebody with neither id nor e-mail is the same only while nothing about them changes. */
export const isSamePerson = (one: IncomingPerson, other: IncomingPerson): boolean =>
  other.id === undefined && other.email === undefined
    ? isSameContent(one, other)
    : one.id === other.id && isSameEmail(one.email, other.email);

/** Null before the first message of the platform (the visit was made through the API). */
export function readContent({ encryption }: Deps, known: AppointmentRow | undefined): SourceContent | null {
  if (!known?.source_content) return null;
  const place = { record: "appointments", column: "source_content", id: known.id };
  return JSON.parse(encryption.decrypt(place, known.source_content));
}
