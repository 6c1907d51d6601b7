import { randomUUID } from "node:crypto";
import { applyDeliveries } from "@patientcare/zoom-server/operations/deliveries/apply-deliveries.ts";
import { receiveDelivery } from "@patientcare/zoom-server/operations/deliveries/receive-delivery.ts";
import { readDelivery } from "@patientcare/zoom-server/zoom/events.ts";
import { aBooking, minutesFromNow } from "../support/a-booking.ts";
import type { OpenApp } from "../support/open-app.ts";
import { people } from "../support/tokens.ts";

export interface BookedVisit {
  meetingId: string;
  appointmentId: string;
  zoomMeetingId: string;
  start: Date;
}

/** A visit that began twenty minutes ago, of a doctor of its own, made at Zoom step by step: nothing works beside. */
export async function bookVisit(app: OpenApp): Promise<BookedVisit> {
  const { deps } = app.server;
  const admin = await app.as("admin");
  const { id } = await admin.meetings.create({
    ...aBooking({ startTime: minutesFromNow(-20), hostEmail: `${randomUUID()}@clinic.example` }),
    participantEmail: people.patient.email,
    waitMs: 0,
  });
  await deps.syncNow(id);
  const { zoomMeetingId, startTime, appointmentId } = await admin.meetings.get({ meetingId: id });
  if (zoomMeetingId === null) throw new Error("No meeting was made at Zoom");
  return { meetingId: id, appointmentId, zoomMeetingId, start: startTime };
}

const participantTimes = {
  participant_joined: "join_time",
  participant_left: "leave_time",
  participant_joined_waiting_room: "date_time",
  participant_admitted: "date_time",
  participant_left_waiting_room: "date_time",
  // Zoom gives these no time of their own.
  participant_jbh_waiting: null,
  participant_jbh_waiting_left: null,
} as const;

type Kind = "started" | "ended" | keyof typeof participantTimes;
type Person = { stay: string; name: string; email?: string; host?: boolean };

/** One piece of news about a visit; `minute` counts from the visit's start. */
export interface VisitDelivery {
  kind: Kind;
  session: string;
  minute: number;
  person?: Person;
}

const iso = (at: Date) => at.toISOString().replace(".000", "");

/** The news as Zoom writes it; `copy` makes other bytes that say the same. */
export function deliveryBody(
  visit: BookedVisit,
  { kind, session, minute, person }: VisitDelivery,
  copy = 0,
): string {
  const at = iso(new Date(visit.start.getTime() + minute * 60_000));
  const time = kind === "started" || kind === "ended" ? null : participantTimes[kind];
  const beforeHost = kind === "participant_jbh_waiting" || kind === "participant_jbh_waiting_left";
  const participant = person && {
    user_name: person.name,
    id: person.host ? "host-user" : "",
    ...(!beforeHost && { user_id: person.stay, email: person.email ?? "" }),
    ...(time && { [time]: at }),
  };
  return JSON.stringify({
    event: `meeting.${kind}`,
    event_ts: Date.parse(at),
    payload: {
      account_id: "account",
      object: {
        id: copy % 2 === 0 ? visit.zoomMeetingId : Number(visit.zoomMeetingId),
        uuid: `${session} of ${visit.zoomMeetingId}`,
        host_id: "host-user",
        ...(kind === "started" ? { start_time: at } : {}),
        ...(kind === "ended" ? { end_time: at } : {}),
        ...(participant && { participant }),
      },
    },
    ...(copy > 0 && { copy }),
  });
}

/** Puts a delivery into the inbox, as the webhook route does after its checks. */
export async function receive({ server }: OpenApp, body: string): Promise<void> {
  const delivery = readDelivery(body);
  if (!delivery) throw new Error(`Not a delivery: ${body}`);
  await receiveDelivery(server.deps, Buffer.from(body), delivery);
}

export const apply = ({ server }: OpenApp): Promise<number> => applyDeliveries(server.deps);
