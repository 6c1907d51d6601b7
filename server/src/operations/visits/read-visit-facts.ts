import { createHash } from "node:crypto";
import type { DeliveryRow } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { effectOf, type VisitEvent } from "../../domain/event-effects.ts";
import type { FactParticipant, VisitFact } from "../../domain/visit/recognition.ts";
import type { WaitFact } from "../../domain/visit/waiting.ts";
import type { ZoomDelivery, ZoomDeliveryParticipant } from "../../zoom/events.ts";
import { readStoredDelivery } from "../deliveries/read-stored-delivery.ts";

const kinds = {
  "meeting.started": "started",
  "meeting.ended": "ended",
  "meeting.participant_joined": "joined",
  "meeting.participant_left": "left",
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

/** All facts in the deliveries about a visit. */
export function readVisitFacts(
  deps: Deps,
  deliveries: readonly Pick<DeliveryRow, "id" | "event" | "body" | "received_at">[],
): DeliveredFacts {
  const facts: DeliveredFacts = { inRooms: [], waits: [] };
  for (const row of deliveries) {
    const { event } = row;
    if (!isVisitEvent(event)) continue;
    const delivery = readStoredDelivery(deps, row);
    if (!delivery) continue;
    if (isRoomEvent(event)) facts.inRooms.push(...factsOf(deps, event, delivery));
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
  }[kinds[event]];
  const at = stated ?? momentOf(delivery);
  if (!uuid || !zoomMeetingId || !at) return [];
  const kind = kinds[event];
  const stay = participant?.userId ?? participant?.participantUuid ?? participant?.id;
  const isMove = kind === "joined" || kind === "left";
  if (isMove && (!participant || !stay)) return [];
  const who = isMove && participant && stay ? factParticipantOf(deps, participant, stay) : null;
  return [{ kind, uuid, zoomMeetingId, at, sessionStart: startTime, hostId, participant: who }];
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
    stay: stay.length > 64 ? createHash("sha256").update(stay).digest("hex") : stay,
    zoomUserId: participant.id,
    emailHash: participant.email ? encryption.emailHash(participant.email).toString("hex") : null,
    outsider: participant.userName?.toLowerCase() ?? participant.participantUuid ?? stay,
  };
}

const momentOf = ({ eventTs }: ZoomDelivery) => (eventTs === null ? null : wholeSecond(eventTs));

// Zoom's other times are whole seconds: a fallback that is finer would look like another moment.
const wholeSecond = (epochMs: number) => new Date(Math.floor(epochMs / 1000) * 1000);
