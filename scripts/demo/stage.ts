import { randomUUID } from "node:crypto";
import { createSandboxControl, type SandboxControl } from "@patientcare/zoom-sandbox/control-client.ts";
import { type Appointment, createZoomClient, type ZoomClient } from "@patientcare/zoom-sdk";
import { mintToken } from "../local/mint-token.ts";
import { people, type Role } from "../local/people.ts";
import type { Places } from "./find-places.ts";

type Person = { id: string; name: string; email: string };

export type Stage = {
  /** The platform's own service, which sends appointments. */
  service: ZoomClient;
  as(role: Role, person: { id: string; email?: string | undefined }): ZoomClient;
  /** The other side: what happens in Zoom's rooms, and Zoom's troubles. */
  zoom: SandboxControl;
};

export function openStage({ url, sandboxUrl, signing }: Places): Stage {
  const as: Stage["as"] = (role, { id, email }) =>
    createZoomClient({ baseUrl: url, token: () => mintToken({ sub: id, role, email }, signing) });
  const { service } = people;
  return { service: as("service", { id: service.sub }), as, zoom: createSandboxControl(sandboxUrl) };
}

export type Visit = { appointment: Appointment; doctor: Person; patient: Person };

/** A confirmed online appointment of two people who have no other: no slot is ever taken. */
export function newVisit(startTime: Date, duration = 30): Visit {
  const id = randomUUID();
  const suffix = id.slice(0, 8);
  const doctor = {
    id: `demo-doctor-${suffix}`,
    name: "Dr. Ada Moreau",
    email: `ada-${suffix}@clinic.example`,
  };
  const patient = { id: `demo-patient-${suffix}`, name: "Sam Rivers", email: `sam-${suffix}@home.example` };
  const updatedAt = new Date();
  const confirmed = { status: "CONFIRMED", type: "ONLINE", topic: "Follow-up" } as const;
  return {
    appointment: { id, ...confirmed, startTime, duration, doctor, patient, updatedAt },
    doctor,
    patient,
  };
}

export const secondsFromNow = (seconds: number): Date =>
  new Date(Math.floor(Date.now() / 1000 + seconds) * 1000);
