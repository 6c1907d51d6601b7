import type { AppointmentStatus, AppointmentType } from "@patientcare/zoom-db/unions";

/** A person as the platform names them in one message. */
export interface PlatformPerson {
  id?: string;
  name?: string;
  email?: string;
}

/** The content of one message of the platform; `startTime` in ISO 8601. What it left out, it says nothing about. */
export interface PlatformContent {
  status: AppointmentStatus;
  type: AppointmentType;
  startTime: string;
  duration: number;
  timezone?: string;
  topic?: string;
  doctor: PlatformPerson;
  patient: PlatformPerson;
}

/** The intent of an appointment for its visit. */
export type AppointmentIntent = "confirmed" | "withdrawn" | "finished";

export function intentOf({ status, type }: Pick<PlatformContent, "status" | "type">): AppointmentIntent {
  if (status === "COMPLETED" || status === "NO_SHOW") return "finished";
  return status === "CONFIRMED" && type === "ONLINE" ? "confirmed" : "withdrawn";
}
