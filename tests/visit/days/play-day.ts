import { randomUUID } from "node:crypto";
import { redirectAction } from "@patientcare/zoom-db";
import { recordAccess } from "@patientcare/zoom-server/operations/access/record-access.ts";
import { expect } from "vitest";
import type { Meeting } from "../../links/a-visit.ts";
import { anAppointment, minutesFromNow } from "../../support/a-booking.ts";
import type { OpenApp } from "../../support/open-app.ts";
import { people, tokenFor } from "../../support/tokens.ts";
import { deliver, signed } from "../../webhooks/deliver.ts";
import { backdateAccess, clickAt } from "../as-if-earlier.ts";
import { zoomIdOf } from "../follow.ts";
import { earlierSeconds, recordOf } from "../past-visit.ts";
import { answerPast } from "./answer-past.ts";
import type { Day } from "./day.ts";
import { at, type DeliveredDay } from "./deliver-day.ts";
import { type AtZoom, deliveryOf } from "./deliveries-of.ts";

/** An e-mail of a doctor who has visits of their own. */
export const colleaguesEmail = "grace@clinic.example";

/** Plays a delivered day through the whole service: booking, links, clicks, deliveries and Zoom's answers; its record. */
export async function playDay(app: OpenApp, day: Day, delivered: DeliveredDay) {
  const booked = await book(app, day);
  const { meeting, emails, startTime } = booked;
  const id = zoomIdOf(meeting);
  const zoom: AtZoom = {
    zoomMeetingId: id,
    momentOf: (moment) =>
      new Date(startTime.getTime() - earlierSeconds * 1000 + moment.getTime() - at(0).getTime()),
    emailOf: (hash) => emails[hash] ?? `${hash.replaceAll(" ", ".")}@somewhere.example`,
  };
  await useLinks(app, booked, delivered, zoom);
  for (const [copy, fact] of [...delivered.inRooms, ...delivered.waits].entries()) {
    const body = deliveryOf(fact, zoom, copy);
    expect((await deliver(app.url, body, signed(body))).status).toBe(200);
  }
  await answerPast(app.zoom.control, delivered, zoom);
  return recordOf({ app, meeting, id, control: app.zoom.control });
}

interface BookedDay {
  meeting: Meeting;
  startTime: Date;
  emails: Record<string, string>;
  companionsUrl: string;
  linkOf(role: "host" | "participant"): Promise<string>;
}

async function book(app: OpenApp, { linkSent, companion }: Day): Promise<BookedDay> {
  const service = await app.as("service");
  const startTime = minutesFromNow(-1);
  const emails = Object.fromEntries(
    ["ada", "sam", "tom"].map((name) => [`hash of ${name}`, `${name}-${randomUUID()}@home.example`]),
  );
  const doctor = { id: randomUUID(), name: "Dr Ada", email: emails["hash of ada"] ?? "" };
  const patient = { id: randomUUID(), name: "Sam Jones", email: emails["hash of sam"] };
  const former = { id: randomUUID(), name: "Kim Lee", email: `${randomUUID()}@home.example` };
  const first = anAppointment({ startTime, doctor, patient: linkSent === "former" ? former : patient });
  const { meeting } = await service.lifecycle.appointmentChanged({ appointment: first });
  if (!meeting) throw new Error("No meeting was made");
  const meetingId = meeting.id;
  if (linkSent === "former" || linkSent === "patient")
    await service.links.get({ meetingId, role: "participant" });
  if (linkSent === "all") {
    // The older surface answers the links of a visit all at once.
    const token = await tokenFor(people.service);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${app.url}/api/zoom/meetings/${meetingId}`, { headers })).status).toBe(200);
  }
  if (linkSent === "former") {
    const updatedAt = new Date(new Date(first.updatedAt).getTime() + 1_000);
    await service.lifecycle.appointmentChanged({ appointment: { ...first, patient, updatedAt } });
  }
  const invited =
    companion &&
    (await service.links.invite({
      meetingId,
      kind: companion.kind,
      ...(companion.emailKnown && { email: emails["hash of tom"] }),
      ...(companion.nameKnown && { name: "Tom Jones" }),
      ...(companion.kind === "trainee" && { consent: true as const }),
    }));
  return {
    meeting,
    startTime,
    emails: { ...emails, "hash of a colleague": colleaguesEmail },
    companionsUrl: invited?.url ?? "",
    // A doctor who looks at a link hands nothing over.
    linkOf: async (role) => {
      const asDoctor = await app.as({ role: "doctor", sub: doctor.id, email: doctor.email });
      return (await asDoctor.links.get({ meetingId, role })).url;
    },
  };
}

async function useLinks(
  app: OpenApp,
  { meeting, linkOf, companionsUrl }: BookedDay,
  delivered: DeliveredDay,
  zoom: AtZoom,
): Promise<void> {
  const cookies = new Map<string, string>();
  for (const { use, kind, at: moment, device } of delivered.uses) {
    const time = zoom.momentOf(moment);
    if (use === "turned-away") await turnAway(app, meeting, time);
    if (use !== "redirected") continue;
    const ours = kind === "doctor" ? "host" : kind === "patient" ? "participant" : null;
    const url = ours ? await linkOf(ours) : companionsUrl;
    const cookie = device === null ? undefined : cookies.get(device);
    const kept = await clickAt(app, meeting.id, { url, at: time, cookie });
    if (device !== null) cookies.set(device, kept);
  }
}

/** The patient pressed an open link, and we had no way in for them. */
async function turnAway(app: OpenApp, { id: meetingId }: Meeting, time: Date): Promise<void> {
  const { deps } = app.server;
  const { id: participantId } = await deps.db
    .selectFrom("participants")
    .select("id")
    .where("meeting_id", "=", meetingId)
    .where("kind", "=", "patient")
    .where("removed_at", "is", null)
    .executeTakeFirstOrThrow();
  const refused = { action: redirectAction, refusedFor: "ZOOM_UNAVAILABLE", meetingId, participantId };
  await recordAccess(deps, deps.db, refused);
  await backdateAccess(app, meetingId, redirectAction, time);
}
