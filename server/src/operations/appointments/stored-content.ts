import type { Encrypted, PersonKey, ReadAppointment, Sealed } from "@patientcare/zoom-db";
import type { Appointment } from "../../contract/lifecycle.ts";
import type { Deps } from "../../deps.ts";
import type { Base } from "../../domain/appointment/merge.ts";
import type { PlatformContent } from "../../domain/appointment/platform-content.ts";
import { isSealed } from "../../encryption.ts";

export const contentOf = (incoming: Appointment): PlatformContent => ({
  status: incoming.status,
  type: incoming.type,
  startTime: incoming.startTime.toISOString(),
  duration: incoming.duration,
  timezone: incoming.timezone,
  topic: incoming.topic,
  doctor: incoming.doctor,
  patient: incoming.patient,
});

type Enciphering = Pick<Deps, "encryption">;
type Stored = "incoming" | "base";

/** The platform's newest message, and what of its messages reached the meeting; null before the first one, and for an erased patient. */
export function readContent(
  deps: Enciphering,
  row: ReadAppointment,
  column: "incoming",
): PlatformContent | null;
export function readContent(deps: Enciphering, row: ReadAppointment, column: "base"): Base | null;
export function readContent({ encryption }: Enciphering, row: ReadAppointment, column: Stored) {
  const stored = row[column];
  const text = stored && encryption.unseal(placeOf(row.id, column), stored);
  return text === null ? null : JSON.parse(text);
}

/** The content as it is stored, under the key of the appointment's patient. Of one who was erased nothing is kept. */
export function storedContent(
  { encryption }: Enciphering,
  patientKey: PersonKey | null,
  { id, column }: { id: string; column: Stored },
  content: PlatformContent | Base,
): Encrypted | Sealed {
  if (patientKey) return encryption.seal(patientKey, placeOf(id, column), JSON.stringify(content));
  return encryption.encrypt(placeOf(id, column), JSON.stringify(withoutNames(content)));
}

const withoutNames = ({ topic, patient, doctor, ...content }: PlatformContent | Base) => ({
  ...content,
  ...(doctor && { doctor: { id: doctor.id, email: doctor.email } }),
  ...(patient && { patient: {} }),
});

/** What the platform said of this appointment was forgotten, with its patient. */
export const isForgotten = ({ incoming, patient_key }: ReadAppointment): boolean =>
  incoming !== null && (patient_key === null || !isSealed(incoming));

const placeOf = (id: string, column: Stored) => ({ record: "appointments", column, id });
