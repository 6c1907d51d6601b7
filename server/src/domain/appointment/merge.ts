import type { MeetingStatus } from "@patientcare/zoom-db/unions";
import { comparePeople, isSameDoctor } from "./compare-people.ts";
import { intentOf, type PlatformContent, type PlatformPerson } from "./platform-content.ts";

export const mergedFields = [
  "status",
  "startTime",
  "duration",
  "doctor",
  "patient",
  "topic",
  "timezone",
] as const;
export type MergedField = (typeof mergedFields)[number];

/** The platform's last value of each field that reached the row; empty before its first message. */
export type Base = Partial<PlatformContent>;

/** The fields of a visit that the platform and the clinic both change. */
export interface VisitFields {
  startTime: string;
  duration: number;
  doctor: PlatformPerson;
  patient: PlatformPerson;
  topic: string;
  timezone: string;
}

/** The fields that the platform changed since `base`. After any other status, CONFIRMED changes every one. */
export function changedFields(base: Base, incoming: PlatformContent): ReadonlySet<MergedField> {
  const status = effectiveStatus(base) !== effectiveStatus(incoming);
  const isConfirmedAnew = status && intentOf(incoming) === "confirmed";
  const isChanged: Record<MergedField, () => boolean> = {
    status: () => status,
    startTime: () => base.startTime !== incoming.startTime,
    duration: () => base.duration !== incoming.duration,
    doctor: () => !base.doctor || !isSameDoctor(base.doctor, incoming.doctor),
    patient: () => !base.patient || comparePeople(base.patient, incoming.patient) !== "same",
    topic: () => incoming.topic !== undefined && base.topic !== incoming.topic,
    timezone: () => incoming.timezone !== undefined && base.timezone !== incoming.timezone,
  };
  return new Set(mergedFields.filter((field) => isConfirmedAnew || isChanged[field]()));
}

/** CONFIRMED in person is another status than CONFIRMED online: no visit is wanted. */
const effectiveStatus = ({ status, type }: Base): string | undefined =>
  status === "CONFIRMED" && type === "IN_PERSON" ? "IN_PERSON" : status;

/** The row with the changed fields of the message; the others stay as the clinic left them. */
export function mergeInto(
  row: VisitFields,
  incoming: PlatformContent,
  changed: ReadonlySet<MergedField>,
): VisitFields {
  return {
    startTime: changed.has("startTime") ? incoming.startTime : row.startTime,
    duration: changed.has("duration") ? incoming.duration : row.duration,
    doctor: changed.has("doctor") ? incoming.doctor : row.doctor,
    patient: changed.has("patient") ? incoming.patient : row.patient,
    topic: (changed.has("topic") ? incoming.topic : undefined) ?? row.topic,
    timezone: (changed.has("timezone") ? incoming.timezone : undefined) ?? row.timezone,
  };
}

/** True when nothing of the visit differs but, at most, how a person is described. */
export const isSameVisit = (one: VisitFields, other: VisitFields): boolean =>
  one.startTime === other.startTime &&
  one.duration === other.duration &&
  isSameDoctor(one.doctor, other.doctor) &&
  comparePeople(one.patient, other.patient) === "same" &&
  one.topic === other.topic &&
  one.timezone === other.timezone;

/** True where the visit is not as the platform's newest message has it. */
export function differsFrom(incoming: PlatformContent, status: MeetingStatus, row: VisitFields): boolean {
  const intent = intentOf(incoming);
  if (intent === "withdrawn") return status !== "cancelled";
  if (status === "cancelled") return intent === "confirmed";
  return (
    row.startTime !== incoming.startTime ||
    row.duration !== incoming.duration ||
    !isSameDoctor(row.doctor, incoming.doctor) ||
    comparePeople(row.patient, incoming.patient) === "other" ||
    (incoming.topic !== undefined && row.topic !== incoming.topic) ||
    (incoming.timezone !== undefined && row.timezone !== incoming.timezone)
  );
}

/** The base once the whole message reached the row; what the message left out stays. */
export const baseAfterAll = (base: Base, incoming: PlatformContent): Base => ({
  ...incoming,
  topic: incoming.topic ?? base.topic,
  timezone: incoming.timezone ?? base.timezone,
});

/** The base once a withdrawal proved not to have reached the visit: its call goes on. */
export const baseWhereCallGoesOn = (base: Base): Base => ({ ...base, status: "CONFIRMED", type: "ONLINE" });

/** The base once a message was only recorded. */
export const baseAfterStatus = (base: Base, { status, type }: PlatformContent): Base => ({
  ...base,
  status,
  type,
});
