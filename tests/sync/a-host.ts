import { randomUUID } from "node:crypto";
import { createAttempts, findMeeting, type MeetingWithPeople } from "@patientcare/zoom-db";
import type { Inputs } from "@patientcare/zoom-sdk";
import { expect } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import type { OpenApp } from "../support/open-app.ts";

type Booking = Inputs["meetings"]["create"];

/** A doctor whom no other test shares, with what Zoom saw of them: many stories run beside each other. */
export function aHost({ zoom, server }: Pick<OpenApp, "zoom" | "server">) {
  const host = `doctor-${randomUUID()}@clinic.example`;
  const journal = async () => (await zoom.control.journal()).filter((entry) => entry.hostEmail === host);
  const attempts = (id: string) => createAttempts(server.deps.db, id).then((rows) => rows.reverse());
  return {
    host,
    booking: (change: Partial<Booking> = {}): Booking => aBooking({ hostEmail: host, ...change }),
    /** Everything ever made at Zoom for this host. */
    journal,
    /** What somebody could still join at Zoom. */
    alive: async () =>
      (await journal()).filter((entry) => entry.deletedAt === null && entry.endedCount === 0),
    calls: async (method: string) =>
      (await zoom.control.calls()).filter((call) => call.method === method && call.host === host),
    /** Zoom misbehaves, for calls about this host. */
    fault: (method: string, fault: Omit<Parameters<typeof zoom.control.addFault>[0], "match">, path = ".*") =>
      zoom.control.addFault({ match: { method, host, path }, ...fault }),
    attempts,
    /** Resolves when a create call for the meeting is about to be sent, or was. */
    sent: (id: string) => eventually(async () => expect(await attempts(id)).not.toEqual([])),
    row: (id: string): Promise<MeetingWithPeople> => rowOf({ server }, id),
    /** Resolves when the service has nothing left to do for the meeting. */
    settled: (id: string): Promise<MeetingWithPeople> =>
      eventually(async () => {
        const row = await rowOf({ server }, id);
        expect(row).toMatchObject({ next_attempt_at: null, lease_until: null });
        expect(row.synced_revision).toBe(row.revision);
        return row;
      }, 25_000),
  };
}

async function rowOf({ server }: Pick<OpenApp, "server">, id: string): Promise<MeetingWithPeople> {
  const row = await findMeeting(server.deps.db, id);
  if (!row) throw new Error("There is no such meeting");
  return row;
}
