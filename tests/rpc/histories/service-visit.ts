import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { pass } from "../../links/visit-a-link.ts";
import { minutesFromNow } from "../../support/a-booking.ts";
import { eventually } from "../../support/eventually.ts";
import type { Meeting } from "../meeting-in.ts";
import { type Appointment, aPerson, type openPlatform } from "../open-platform.ts";
import type { Said, Step } from "./a-history.ts";

type Platform = ReturnType<typeof openPlatform>;

/** One history through the whole service, with the sandbox's rooms. */
export async function createServiceVisit(platform: Platform, first: Said) {
  const doctors = [aPerson(), aPerson()];
  const patients = [aPerson(), aPerson()];
  const starts = [3, 6, 9, 12].map(minutesFromNow);
  const id = randomUUID();
  const personIn = (people: ReturnType<typeof aPerson>[], index: number) => people[index] ?? aPerson();
  const startOf = (index: number) => starts[index] ?? minutesFromNow(3);
  let updatedAt = Date.now() - 600_000;
  const appointmentOf = (said: Said): Appointment => ({
    id,
    status: said.status,
    type: "ONLINE",
    startTime: startOf(said.start),
    duration: 30,
    topic: said.topic,
    doctor: personIn(doctors, said.doctor),
    patient: personIn(patients, said.patient),
    updatedAt: new Date(updatedAt),
  });
  let newest = appointmentOf(first);
  const { id: meetingId } = (await platform.tell(newest)) ?? { id: "" };

  const get = (): Promise<Meeting> => platform.service.meetings.get({ meetingId });
  const { db } = platform.app.server.deps;
  const row = () =>
    db.selectFrom("zoom_meetings").selectAll().where("id", "=", meetingId).executeTakeFirstOrThrow();
  const atRest = () =>
    eventually(async () => {
      const { synced_revision, revision, lease_until } = await row();
      expect({ synced_revision, lease_until }).toEqual({ synced_revision: revision, lease_until: null });
    });
  const inStatus = (status: Meeting["status"]) =>
    eventually(async () => expect(await get()).toMatchObject({ status }));
  const zoomId = async () => {
    await atRest();
    return (await get()).zoomMeetingId ?? "";
  };

  return {
    get,
    expected: (said: Said & { on: boolean }): Partial<Meeting> =>
      said.on
        ? {
            startTime: startOf(said.start),
            topic: said.topic,
            hostEmail: personIn(doctors, said.doctor).email,
            participantEmail: personIn(patients, said.patient).email,
          }
        : { status: "cancelled" },
    /** The doctor who has access is the one whose visit it is, and Zoom's meeting is theirs once all is at rest. */
    async agrees() {
      const host = await db
        .selectFrom("participants as p")
        .innerJoin("persons as d", "d.id", "p.person_id")
        .innerJoin("zoom_meetings as m", "m.id", "p.meeting_id")
        .innerJoin("appointments as a", "a.id", "m.appointment_id")
        .select(["d.email_hash", "m.host_email", "a.doctor_id", "p.person_id"])
        .where("p.meeting_id", "=", meetingId)
        .where("p.kind", "=", "doctor")
        .where("p.removed_at", "is", null)
        .executeTakeFirstOrThrow();
      expect(host.email_hash).toEqual(platform.app.server.deps.encryption.emailHash(host.host_email));
      expect(host.person_id).toBe(host.doctor_id);
    },
    async hostAtZoomAgrees() {
      const known = await zoomId();
      const meeting = await get();
      if (meeting.status === "cancelled") return;
      const [entry] = (await platform.app.zoom.control.journal()).filter((one) => one.id === known);
      expect(entry?.hostEmail).toBe(meeting.hostEmail);
    },
    async take(step: Step) {
      const { service, app } = platform;
      switch (step.do) {
        case "message": {
          if (step.age === "newer") updatedAt += 1_000;
          const said =
            step.age === "repeated"
              ? newest
              : {
                  ...appointmentOf(step.said),
                  updatedAt: new Date(updatedAt - (step.age === "older" ? 500 : 0)),
                };
          if (step.age === "newer") newest = said;
          await platform.tell(said);
          return;
        }
        case "staff-update":
          await service.meetings.update({ meetingId, startTime: startOf(step.start), topic: step.topic });
          return;
        case "staff-cancel":
          await zoomId();
          await (await app.as("staff")).meetings.cancel({ meetingId });
          return;
        case "staff-create": {
          const { email: hostEmail } = personIn(doctors, step.doctor);
          const { start, topic } = step;
          await service.meetings.create({
            appointmentId: id,
            topic,
            startTime: startOf(start),
            duration: 30,
            hostEmail,
          });
          return;
        }
        case "open":
          await app.zoom.control.start(await zoomId());
          return inStatus("started").then(() => undefined);
        case "declare-start":
          await (await app.as("admin")).lifecycle.start({ meetingId });
          return;
        case "close":
        case "declare-end": {
          const known = (await get()).zoomMeetingId ?? "";
          const [entry] = (await app.zoom.control.journal()).filter((one) => one.id === known);
          // A declared start has no room: Zoom's session that closes ends it.
          if (!entry?.live) await app.zoom.control.start(known);
          // Zoom's times are whole seconds: the end is not to seem earlier than a start that was declared just now.
          await app.zoom.control.end(known, { at: new Date(Date.now() + 1_000).toISOString() });
          await eventually(async () => {
            const now = await get();
            expect(now.status).not.toBe("started");
            expect(now.attentions).not.toContain("changed-while-live");
            expect(now.attentions).not.toContain("cancelled-while-live");
          });
          return;
        }
        case "click":
          await pass(await platform.linkOf(await get(), "host"));
          return;
      }
    },
  };
}
