import { createHash } from "node:crypto";
import type { ReadDelivery } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { effectOf, type VisitEvent } from "../../domain/event-effects.ts";
import { normalName } from "../../domain/visit/person-names.ts";
import type { FactParticipant, VisitFact, WaitFact } from "../../domain/visit/visit-facts.ts";
import { readDelivery, type ZoomDelivery, type ZoomDeliveryParticipant } from "../../zoom/events.ts";
import { bodyOf } from "../deliveries/read-stored-delivery.ts";
import { isQueriedEvent, type QueriedEvent, queriedEvents } from "./queried-events.ts";

const kinds = {
  "meeting.started": "started",
  "meeting.ended": "ended",
  "meeting.participant_joined": "joined",
  "meeting.participant_left": "left",
  "meeting.participant_bind": "bound",
} as const satisfies Partial<Record<VisitEvent, VisitFact["kind"]>>;

type RoomEvent = keyof typeof kinds;
type WaitEvent = Exclude<VisitEvent, RoomEvent>;

const waits = {
  "meeting.participant_jbh_waiting": ["waiting", "before-host"],
  "meeting.participant_jbh_joined": ["waited", "before-host"],
  "meeting.participant_jbh_waiting_left": ["waited", "before-host"],
  "meeting.participant_joined_waiting_room": ["waiting", "waiting-room"],
  "meeting.participant_put_in_waiting_room": ["waiting", "waiting-room"],
  "meeting.participant_admitted": ["waited", "waiting-room"],
  "meeting.participant_left_waiting_room": ["waited", "waiting-room"],
} as const satisfies Record<WaitEvent, [WaitFact["kind"], WaitFact["place"]]>;

const isVisitEvent = (event: string): event is VisitEvent => effectOf(event) === "visit";
const isRoomEvent = (event: VisitEvent): event is RoomEvent => event in kinds;

export interface DeliveredFacts {
  /** About sessions and stays. */
  inRooms: VisitFact[];
  /** About waiting outside the room. */
  waits: WaitFact[];
}

/** All facts in the deliveries about a visit; null when not all are left: what is known of it then stays as it is. */
export function readVisitFacts(
  deps: Deps,
  deliveries: readonly Pick<ReadDelivery, "id" | "event" | "body" | "received_at">[],
): DeliveredFacts | null {
  const facts: DeliveredFacts = { inRooms: [], waits: [] };
  for (const row of deliveries) {
    const { event } = row;
    if (!isVisitEvent(event) && !isQueriedEvent(event)) continue;
    const body = bodyOf(deps, row);
    if (body === null) return null;
    const delivery = readDelivery(body);
    if (!delivery) continue;
    if (isQueriedEvent(event)) facts.inRooms.push(...queriedFactsOf(event, delivery));
    else if (isRoomEvent(event)) facts.inRooms.push(...factsOf(deps, event, delivery));
    else facts.waits.push(...waitFactsOf(deps, event, delivery));
  }
  return facts;
}

function factsOf(deps: Deps, event: RoomEvent, delivery: ZoomDelivery): VisitFact[] {
  const { uuid, zoomMeetingId, participant, startTime, endTime, hostId } = delivery;
  const stated = {
    started: startTime,
    ended: endTime,
    joined: participant?.joinTime ?? null,
    left: participant?.leaveTime ?? null,
    bound: participant?.dateTime ?? null,
  }[kinds[event]];
  const at = stated ?? momentOf(delivery);
  if (!uuid || !zoomMeetingId || !at) return [];
  const kind = kinds[event];
  const stay = participant?.userId ?? participant?.participantUuid ?? participant?.id;
  const fact = { kind, uuid, zoomMeetingId, at, sessionStart: startTime, hostId };
  if (kind === "started" || kind === "ended") return [{ ...fact, participant: null }];
  if (!participant || !stay) return [];
  const { bindUserId, bindParticipantUuid } = participant;
  return [
    {
      ...fact,
      participant: factParticipantOf(deps, participant, stay),
      ...(kind === "bound" && {
        boundTo: { stay: bindUserId && shortened(bindUserId), participantUuid: bindParticipantUuid },
      }),
    },
  ];
}

function queriedFactsOf(event: QueriedEvent, { uuid, zoomMeetingId, dateTime }: ZoomDelivery): VisitFact[] {
  if (!uuid || !zoomMeetingId || !dateTime) return [];
  const kind = queriedEvents[event];
  const assumed = kind === "ended";
  const fact = { kind, uuid, zoomMeetingId, at: dateTime, assumed };
  return [{ ...fact, sessionStart: null, hostId: null, participant: null }];
}

function waitFactsOf(deps: Deps, event: WaitEvent, delivery: ZoomDelivery): WaitFact[] {
  const { participant, uuid, hostId } = delivery;
  const at = participant?.dateTime ?? momentOf(delivery);
  if (!participant || !at) return [];
  const [kind, place] = waits[event];
  const stay =
    participant.userId ?? participant.participantUuid ?? participant.id ?? hashOfName(deps, participant);
  return stay
    ? [{ kind, place, uuid: uuid ?? "", at, hostId, participant: factParticipantOf(deps, participant, stay) }]
    : [];
}

/** Before the host comes Zoom tells no id of an outsider, and a name must not be written down. */
const hashOfName = ({ encryption }: Deps, { userName }: ZoomDeliveryParticipant): string | null =>
  userName && encryption.emailHash(userName).toString("hex");

function factParticipantOf(
  { encryption }: Deps,
  participant: ZoomDeliveryParticipant,
  stay: string,
): FactParticipant {
  return {
    stay: shortened(stay),
    zoomUserId: participant.id,
    emailHash: participant.email ? encryption.emailHash(participant.email).toString("hex") : null,
    participantUuid: participant.participantUuid,
    name: participant.userName === null ? null : normalName(participant.userName),
  };
}

const shortened = (stay: string): string =>
  stay.length > 64 ? createHash("sha256").update(stay).digest("hex") : stay;

const momentOf = ({ eventTs }: ZoomDelivery) => (eventTs === null ? null : wholeSecond(eventTs));

// Zoom's other times are whole seconds: a fallback that is finer would look like another moment.
const wholeSecond = (epochMs: number) => new Date(Math.floor(epochMs / 1000) * 1000);
