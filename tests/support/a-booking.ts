import { randomUUID } from "node:crypto";
import type { Inputs } from "@patientcare/zoom-sdk";
import { people } from "./tokens.ts";

type Booking = Inputs["meetings"]["create"];
type Appointment = Inputs["lifecycle"]["appointmentChanged"]["appointment"];

export const minutesFromNow = (minutes: number): Date =>
  new Date(Math.floor(Date.now() / 1000) * 1000 + minutes * 60_000);

/** Input of meetings.create: a visit of the doctor and the patient in five minutes, unless told. */
export const aBooking = (change: Partial<Booking> = {}): Booking => ({
  appointmentId: randomUUID(),
  topic: "Follow-up",
  startTime: minutesFromNow(5),
  duration: 30,
  hostEmail: people.doctor.email,
  participantEmail: people.patient.email,
  participantName: "Sam Rivers",
  ...change,
});

/** An appointment as the platform tells of it: confirmed, online, in five minutes, unless told. */
export const anAppointment = (change: Partial<Appointment> = {}): Appointment => ({
  id: randomUUID(),
  status: "CONFIRMED",
  type: "ONLINE",
  startTime: minutesFromNow(5),
  duration: 30,
  topic: "Follow-up",
  doctor: { id: people.doctor.sub, name: "Dr. Ada Moreau", email: people.doctor.email },
  patient: { id: people.patient.sub, name: "Sam Rivers", email: people.patient.email },
  updatedAt: new Date(),
  ...change,
});
