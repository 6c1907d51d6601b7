import type { Role } from "@patientcare/zoom-server/domain/actor.ts";
import { SignJWT } from "jose";

export const jwtSecret = "a-secret-for-tests-of-at-least-32-bytes";

export interface Person {
  role: Role;
  sub: string;
  email?: string;
}

/** A token as the platform signs them. */
export const tokenFor = (
  { role, sub, email }: Person,
  claims: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT({ role, ...(email && { email }), ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(sub)
    .setIssuer("patientcare")
    .setAudience("patientcare-zoom")
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(jwtSecret));

export const people = {
  doctor: { role: "doctor", sub: "doctor-1", email: "ada@clinic.example" },
  otherDoctor: { role: "doctor", sub: "doctor-2", email: "grace@clinic.example" },
  patient: { role: "patient", sub: "patient-1", email: "sam@home.example" },
  otherPatient: { role: "patient", sub: "patient-2", email: "kim@home.example" },
  staff: { role: "staff", sub: "staff-1" },
  auditor: { role: "auditor", sub: "auditor-1" },
  admin: { role: "admin", sub: "admin-1" },
  service: { role: "service", sub: "appointments" },
} as const satisfies Record<string, Person>;
export type PersonName = keyof typeof people;
