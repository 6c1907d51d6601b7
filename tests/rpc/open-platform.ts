import { randomUUID } from "node:crypto";
import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, vi } from "vitest";
import { anAppointment } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { aDoctor, type Meeting } from "./meeting-in.ts";

export type Appointment = ReturnType<typeof anAppointment>;

export const aPerson = () => ({ id: randomUUID(), name: "Somebody", email: aDoctor() });

/** An appointment of people whom no other test knows, said a minute ago. */
export const given = (change: Partial<Appointment> = {}): Appointment =>
  anAppointment({
    doctor: aPerson(),
    patient: aPerson(),
    updatedAt: new Date(Date.now() - 60_000),
    ...change,
  });

/** The platform speaks again, a second later each time. */
export const again = (before: Appointment, change: Partial<Appointment> = {}): Appointment => ({
  ...before,
  updatedAt: new Date(new Date(before.updatedAt).getTime() + 1_000),
  ...change,
});

export const emailOf = (appointment: Appointment) => appointment.doctor.email;

export const stateOf = async (url: string) => /data-state="(\w+)"/.exec(await (await fetch(url)).text())?.[1];

/** The appointments service of the platform, beside a service of ours for the whole file. */
export function openPlatform() {
  let app: OpenApp;
  let service: ZoomClient;
  vi.setConfig({ maxConcurrency: 10 });
  beforeAll(async () => {
    app = await openApp(unhurried);
    service = await app.as("service");
  });
  afterAll(() => app.close());

  const tell = async (appointment: Appointment) =>
    (await service.lifecycle.appointmentChanged({ appointment })).meeting;
  return {
    get app() {
      return app;
    },
    get service() {
      return service;
    },
    /** Somebody whom an appointment names. */
    as: (role: "doctor" | "patient", { id = "", email = "" }: { id?: string; email?: string }) =>
      app.as({ role, sub: id, email }),
    tell,
    async confirmed(change: Partial<Appointment> = {}) {
      const appointment = given(change);
      const meeting = await tell(appointment);
      if (!meeting) throw new Error("No meeting was made");
      return { appointment, meeting };
    },
    linkOf: async (meeting: Meeting, role: "host" | "participant") =>
      (await service.links.get({ meetingId: meeting.id, role })).url,
    atZoom: async (hostEmail: string) =>
      (await app.zoom.control.journal()).filter((entry) => entry.hostEmail === hostEmail),
  };
}
