import { z } from "zod";
import { parseJson } from "./parse-json.ts";

export type ZoomDelivery = {
  event: string;
  /** When it happened, in epoch milliseconds. */
  eventTs: number | null;
  accountId: string | null;
  zoomMeetingId: string | null;
  /** The instance: a meeting that starts again keeps its id and gets another uuid. */
  uuid: string | null;
  topic: string | null;
  hostId: string | null;
  hostEmail: string | null;
  startTime: Date | null;
  endTime: Date | null;
  participant: ZoomDeliveryParticipant | null;
  /** Who did it in Zoom's portal or through the API; an e-mail. */
  operator: string | null;
  operatorId: string | null;
  operation: string | null;
  /** `meeting.updated` has it in place of `operation`. */
  scope: string | null;
  /** Only in `endpoint.url_validation`. */
  plainToken: string | null;
};

export type ZoomDeliveryParticipant = {
  /** The stay in the call: another one after rejoining. */
  userId: string | null;
  /** The Zoom user, when signed in. */
  id: string | null;
  participantUuid: string | null;
  /** As typed by the person; only ever compared, never kept. */
  userName: string | null;
  email: string | null;
  joinTime: Date | null;
  leaveTime: Date | null;
  dateTime: Date | null;
};

const longestIdentifier = 300;

// PostgreSQL cannot store a NUL in text.
const identifier = z
  .union([z.string(), z.number().transform(String)])
  .transform((value) => value.replaceAll("\0", "").trim())
  .pipe(z.string().min(1).max(longestIdentifier))
  .nullable()
  .catch(null);
const words = z
  .string()
  .transform((value) => value.replaceAll("\0", ""))
  .nullable()
  .catch(null);
const instant = z.iso
  .datetime({ offset: true })
  .transform((value) => new Date(value))
  .nullable()
  .catch(null);
const milliseconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number),
  ])
  .pipe(z.number().int().nonnegative().max(8.64e15))
  .nullable()
  .catch(null);
const zoomMeetingId = z
  .union([z.number().int().transform(String), z.string()])
  .pipe(z.string().regex(/^\d{9,12}$/))
  .nullable()
  .catch(null);

const Participant = z
  .object({
    user_id: identifier,
    id: identifier,
    participant_user_id: identifier,
    participant_uuid: identifier,
    user_name: identifier,
    email: identifier,
    join_time: instant,
    leave_time: instant,
    date_time: instant,
  })
  .transform(
    (participant): ZoomDeliveryParticipant => ({
      userId: participant.user_id,
      id: participant.id ?? participant.participant_user_id,
      participantUuid: participant.participant_uuid,
      userName: participant.user_name,
      email: participant.email,
      joinTime: participant.join_time,
      leaveTime: participant.leave_time,
      dateTime: participant.date_time,
    }),
  );

const MeetingObject = z.object({
  id: zoomMeetingId,
  uuid: identifier,
  topic: words,
  host_id: identifier,
  host_email: identifier,
  start_time: instant,
  end_time: instant,
  participant: Participant.nullable().catch(null),
});

const Payload = z.object({
  account_id: identifier,
  operator: identifier,
  operator_id: identifier,
  operation: identifier,
  scope: identifier,
  plainToken: identifier,
  object: MeetingObject.nullable().catch(null),
});

const Delivery = z.object({
  event: z.string().regex(/^\P{Cc}{1,100}$/u),
  event_ts: milliseconds,
  payload: Payload.nullable().catch(null),
});

/** A delivery in our words, null when it is none. Anything missing or odd in it is null; it never throws. */
export function readDelivery(rawBody: string): ZoomDelivery | null {
  const delivery = Delivery.safeParse(parseJson(rawBody)).data;
  if (!delivery) return null;
  const { event, event_ts, payload } = delivery;
  const object = payload?.object ?? null;
  return {
    event,
    eventTs: event_ts,
    accountId: payload?.account_id ?? null,
    zoomMeetingId: object?.id ?? null,
    uuid: object?.uuid ?? null,
    topic: object?.topic ?? null,
    hostId: object?.host_id ?? null,
    hostEmail: object?.host_email ?? null,
    startTime: object?.start_time ?? null,
    endTime: object?.end_time ?? null,
    participant: object?.participant ?? null,
    operator: payload?.operator ?? null,
    operatorId: payload?.operator_id ?? null,
    operation: payload?.operation ?? null,
    scope: payload?.scope ?? null,
    plainToken: payload?.plainToken ?? null,
  };
}
