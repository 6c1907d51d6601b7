import type { AppointmentRow, Encrypted } from "@patientcare/zoom-db";
import type { Appointment } from "../../contract/lifecycle.ts";
import type { Deps } from "../../deps.ts";
import type { Base } from "../../domain/appointment/merge.ts";
import type { PlatformContent } from "../../domain/appointment/platform-content.ts";

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

type Stored = "incoming" | "base";

/** The platform's newest message, and what of its messages reached the meeting; null before the first one. */
export function readContent(deps: Deps, row: AppointmentRow, column: "incoming"): PlatformContent | null;
export function readContent(deps: Deps, row: AppointmentRow, column: "base"): Base | null;
export function readContent({ encryption }: Deps, row: AppointmentRow, column: Stored) {
  const stored = row[column];
  return stored === null ? null : JSON.parse(encryption.decrypt(placeOf(row.id, column), stored));
}

export const encryptedContent = (
  { encryption }: Deps,
  appointmentId: string,
  column: Stored,
  content: PlatformContent | Base,
): Encrypted => encryption.encrypt(placeOf(appointmentId, column), JSON.stringify(content));

const placeOf = (id: string, column: Stored) => ({ record: "appointments", column, id });
