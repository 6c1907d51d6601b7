import { parseJson } from "./parse-json.ts";
import { identifierIn, instantIn, millisecondsIn, objectIn, wordsIn, zoomMeetingIdIn } from "./raw-values.ts";

/** The fields of a delivery that the inbox needs before it is stored. */
export type DeliveryHead = {
  event: string;
  /** When it happened, in epoch milliseconds. */
  eventTs: number | null;
  accountId: string | null;
  zoomMeetingId: string | null;
  /** The instance: a meeting that starts again keeps its id and gets another uuid. */
  uuid: string | null;
  participant: DeliveryParticipant | null;
  /** Only in `endpoint.url_validation`. */
  plainToken: string | null;
};

type DeliveryParticipant = {
  /** The stay in the call: another one after rejoining. */
  userId: string | null;
  /** The Zoom user, when signed in. */
  id: string | null;
  participantUuid: string | null;
};

export type ZoomDelivery = Omit<DeliveryHead, "participant"> & {
  topic: string | null;
  hostId: string | null;
  hostEmail: string | null;
  startTime: Date | null;
  endTime: Date | null;
  /** Of the session itself; only in answers that we asked for. */
  dateTime: Date | null;
  participant: ZoomDeliveryParticipant | null;
  /** The e-mail of the person who acted in Zoom's portal or through the API. */
  operator: string | null;
  operatorId: string | null;
  operation: string | null;
  /** `meeting.updated` has it in place of `operation`. */
  scope: string | null;
};

export type ZoomDeliveryParticipant = DeliveryParticipant & {
  /** As typed by the person; only ever compared, never kept. */
  userName: string | null;
  email: string | null;
  joinTime: Date | null;
  leaveTime: Date | null;
  /** With `meeting.participant_bind`: the stay that is the same person. */
  bindUserId: string | null;
  bindParticipantUuid: string | null;
  dateTime: Date | null;
};

const isEventName = (event: unknown): event is string =>
  typeof event === "string" && /^\P{Cc}{1,100}$/u.test(event);

/**
 * Reads the fields of a delivery that the inbox needs; null when it is none. Anything missing or odd in it is null; it never
 * throws. Written out, since this runs for each delivery before it is kept: a schema took more time than signature and
 * encryption together.
 */
export function readDeliveryHead(rawBody: string): DeliveryHead | null {
  const raw = rawIn(rawBody);
  return raw && headOf(raw);
}

/** All fields of a delivery under our names, read in the same way. */
export function readDelivery(rawBody: string): ZoomDelivery | null {
  const raw = rawIn(rawBody);
  if (!raw) return null;
  const { payload, object, participant } = raw;
  return {
    ...headOf(raw),
    topic: wordsIn(object.topic),
    hostId: identifierIn(object.host_id),
    hostEmail: identifierIn(object.host_email),
    startTime: instantIn(object.start_time),
    endTime: instantIn(object.end_time),
    dateTime: instantIn(object.date_time),
    participant: participant && {
      ...participantOf(participant),
      userName: identifierIn(participant.user_name),
      email: identifierIn(participant.email),
      joinTime: instantIn(participant.join_time),
      leaveTime: instantIn(participant.leave_time),
      bindUserId: identifierIn(participant.bind_user_id),
      bindParticipantUuid: identifierIn(participant.bind_participant_uuid),
      dateTime: instantIn(participant.date_time),
    },
    operator: identifierIn(payload.operator),
    operatorId: identifierIn(payload.operator_id),
    operation: identifierIn(payload.operation),
    scope: identifierIn(payload.scope),
  };
}

type RawDelivery = Record<string, unknown>;
type DeliveryBody = {
  event: string;
  eventTs: unknown;
  payload: RawDelivery;
  object: RawDelivery;
  participant: RawDelivery | null;
};

function rawIn(rawBody: string): DeliveryBody | null {
  const delivery = objectIn(parseJson(rawBody));
  if (!delivery || !isEventName(delivery.event)) return null;
  const payload = objectIn(delivery.payload) ?? {};
  const object = objectIn(payload.object) ?? {};
  const participant = objectIn(object.participant);
  return { event: delivery.event, eventTs: delivery.event_ts, payload, object, participant };
}

const headOf = ({ event, eventTs, payload, object, participant }: DeliveryBody): DeliveryHead => ({
  event,
  eventTs: millisecondsIn(eventTs),
  accountId: identifierIn(payload.account_id),
  // Chat files and summaries name the meeting in fields of their own.
  zoomMeetingId: zoomMeetingIdIn(object.id) ?? zoomMeetingIdIn(object.meeting_id),
  uuid: identifierIn(object.uuid) ?? identifierIn(object.meeting_uuid),
  participant: participant && participantOf(participant),
  plainToken: identifierIn(payload.plainToken),
});

const participantOf = (participant: RawDelivery): DeliveryParticipant => ({
  userId: identifierIn(participant.user_id),
  id: identifierIn(participant.id) ?? identifierIn(participant.participant_user_id),
  participantUuid: identifierIn(participant.participant_uuid),
});
