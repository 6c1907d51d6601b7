import type { Meeting, Person } from "../meeting.ts";
import { peopleInRoom } from "../visits/presence.ts";
import type { RoomState } from "./room-layout.ts";

export type Place = { state: Exclude<RoomState, "missing" | "join">; person: Person | null };

/** Where the participant is now; somebody found nowhere has left, or the meeting is over. */
export function participantPlace(meeting: Meeting, participantUuid: string): Place {
  const isThem = (person: Person) => person.participantUuid === participantUuid;
  const early = meeting.waitingForHost.find(isThem);
  if (early) return { state: "waiting-host", person: early };
  const waiting = meeting.live?.waitingRoom.find(isThem);
  if (waiting) return { state: "waiting-room", person: waiting };
  const inside = peopleInRoom(meeting).find(isThem);
  if (inside) return { state: "in-room", person: inside };
  return { state: "ended", person: null };
}
