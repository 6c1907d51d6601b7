import type { VisitFact, WaitFact } from "@patientcare/zoom-server/domain/visit/visit-facts.ts";

export interface AtZoom {
  zoomMeetingId: string;
  /** The moment at which something of the delivered day happens. */
  momentOf(at: Date): Date;
  emailOf(emailHash: string): string;
}

const roomEvents = {
  started: ["meeting.started", "start_time"],
  ended: ["meeting.ended", "end_time"],
  joined: ["meeting.participant_joined", "join_time"],
  left: ["meeting.participant_left", "leave_time"],
  bound: ["meeting.participant_bind", "date_time"],
} as const;

/** A fact as Zoom delivers it; `copy` makes other bytes that tell the same. */
export function deliveryOf(fact: VisitFact | WaitFact, zoom: AtZoom, copy: number): string {
  const at = isoOf(zoom.momentOf(fact.at));
  const { event, object } = "place" in fact ? waitOf(fact, zoom, at) : roomOf(fact, zoom, at);
  const shared = { id: zoom.zoomMeetingId, host_id: fact.hostId };
  const payload = { account_id: "account", object: { ...shared, ...object } };
  return JSON.stringify({ event, event_ts: Date.parse(at), payload, copy });
}

/** The uuid of a running is unique over all meetings. */
export const uuidOf = (uuid: string, { zoomMeetingId }: AtZoom) => `${uuid}-${zoomMeetingId}`;

export const isoOf = (at: Date) => at.toISOString().replace(/\.\d+/, "");

function roomOf({ kind, uuid, participant, boundTo }: VisitFact, zoom: AtZoom, at: string) {
  if (kind === "heard") throw new Error("Zoom delivers no such thing");
  const [event, field] = roomEvents[kind];
  const object = { uuid: uuidOf(uuid, zoom) };
  if (!participant) return { event, object: { ...object, [field]: at } };
  const bound = boundTo && { bind_user_id: boundTo.stay };
  return {
    event,
    object: { ...object, participant: { ...shown(participant, zoom), ...bound, [field]: at } },
  };
}

function waitOf({ kind, place, uuid, participant }: WaitFact, zoom: AtZoom, at: string) {
  if (place === "before-host") {
    const event = `meeting.participant_jbh_waiting${kind === "waiting" ? "" : "_left"}`;
    return {
      event,
      object: { participant: { id: participant.zoomUserId ?? "", user_name: participant.name ?? "" } },
    };
  }
  const event = `meeting.participant_${kind === "waiting" ? "joined" : "left"}_waiting_room`;
  return {
    event,
    object: { uuid: uuidOf(uuid, zoom), participant: { ...shown(participant, zoom), date_time: at } },
  };
}

const shown = ({ stay, zoomUserId, emailHash, participantUuid, name }: VisitParticipant, zoom: AtZoom) => ({
  user_id: stay,
  user_name: name ?? "",
  id: zoomUserId ?? "",
  email: emailHash === null ? "" : zoom.emailOf(emailHash),
  participant_uuid: participantUuid ?? "",
});

type VisitParticipant = WaitFact["participant"];
