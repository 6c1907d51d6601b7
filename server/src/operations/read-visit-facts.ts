import { createHash } from "node:crypto";
import type { DeliveryRow } from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";
import { effectOf, type VisitEvent } from "../domain/event-effects.ts";
import type { FactParticipant, VisitFact } from "../domain/recognition.ts";
import type { ZoomDelivery, ZoomDeliveryParticipant } from "../zoom/events.ts";
import { readStoredDelivery } from "./read-stored-delivery.ts";

const kinds = {
  "meeting.started": "started",
  "meeting.ended": "ended",
  "meeting.participant_joined": "joined",
  "meeting.participant_left": "left",
} as const satisfies Record<VisitEvent, VisitFact["kind"]>;

const isVisitEvent = (event: string): event is VisitEvent => effectOf(event) === "visit";

/** Everything that deliveries told about sessions and stays. */
export function readVisitFacts(
  deps: Deps,
  deliveries: readonly Pick<DeliveryRow, "id" | "event" | "body" | "received_at">[],
): VisitFact[] {
  return deliveries.flatMap((row) => {
    if (!isVisitEvent(row.event)) return [];
    const delivery = readStoredDelivery(deps, row);
    return delivery ? (factOf(deps, row.event, delivery) ?? []) : [];
  });
}

function factOf(deps: Deps, event: VisitEvent, delivery: ZoomDelivery): VisitFact | null {
  const { uuid, zoomMeetingId, participant, startTime, endTime, hostId } = delivery;
  const told = {
    started: startTime,
    ended: endTime,
    joined: participant?.joinTime ?? null,
    left: participant?.leaveTime ?? null,
  }[kinds[event]];
  const at = told ?? (delivery.eventTs === null ? null : wholeSecond(delivery.eventTs));
  if (!uuid || !zoomMeetingId || !at) return null;
  const kind = kinds[event];
  const who = kind === "joined" || kind === "left" ? participantOf(deps, participant) : null;
  if ((kind === "joined" || kind === "left") && !who) return null;
  return { kind, uuid, zoomMeetingId, at, sessionStart: startTime, hostId, participant: who };
}

function participantOf(
  { encryption }: Deps,
  participant: ZoomDeliveryParticipant | null,
): FactParticipant | null {
  const stay = participant?.userId ?? participant?.participantUuid ?? participant?.id;
  if (!participant || !stay) return null;
  const name = participant.userName?.toLowerCase();
  return {
    stay: stay.length > 64 ? createHash("sha256").update(stay).digest("hex") : stay,
    zoomUserId: participant.id,
    emailHash: participant.email ? encryption.emailHash(participant.email).toString("hex") : null,
    outsider: name ?? participant.participantUuid ?? stay,
  };
}

// Zoom's other times are whole seconds: a fallback that is finer would look like another moment.
const wholeSecond = (epochMs: number) => new Date(Math.floor(epochMs / 1000) * 1000);
