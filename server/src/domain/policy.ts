import type { Role } from "./actor.ts";

/** `own`: only rows that are the caller's (others look like missing ones); `never`: FORBIDDEN. */
export type Grant = "all" | "own" | "never";

const staffReads = {
  doctor: "own",
  patient: "own",
  staff: "all",
  auditor: "all",
  admin: "all",
  service: "all",
} as const;
const historyReads = { ...staffReads, patient: "never" } as const;
const changes = {
  doctor: "own",
  patient: "never",
  staff: "all",
  auditor: "never",
  admin: "all",
  service: "all",
} as const;
const clinicalActions = { ...changes, staff: "never" } as const;
const statistics = {
  doctor: "never",
  patient: "never",
  staff: "all",
  auditor: "all",
  admin: "all",
  service: "all",
} as const;

/** The permissions of each role. A procedure that is not listed here cannot be mounted. */
export const policy = {
  "meetings.create": changes,
  "meetings.get": staffReads,
  "meetings.getByAppointment": staffReads,
  "meetings.get:attention": { ...staffReads, patient: "never" },
  "meetings.list": staffReads,
  "meetings.update": changes,
  "meetings.cancel": changes,
  "meetings.retry": changes,
  "links.get": { ...staffReads, auditor: "never" },
  "links.get:participant": { ...staffReads, auditor: "never" },
  "links.get:host": { ...clinicalActions },
  "links.revoke": changes,
  "links.invite": changes,
  "lifecycle.appointmentChanged": {
    doctor: "never",
    patient: "never",
    staff: "never",
    auditor: "never",
    admin: "all",
    service: "all",
  },
  "lifecycle.start": clinicalActions,
  "lifecycle.end": clinicalActions,
  "lifecycle.confirmOutcome": changes,
  "lifecycle.history": historyReads,
  "lifecycle.events": historyReads,
  "visits.get": historyReads,
  "visits.get:links": { ...historyReads, auditor: "never" },
  "visits.get:names": { ...historyReads, auditor: "never" },
  "stats.overview": statistics,
  "stats.daily": statistics,
} as const satisfies Record<string, Record<Role, Grant>>;

export type Permission = keyof typeof policy;

export const grantFor = (permission: Permission, role: Role): Grant => policy[permission][role];
