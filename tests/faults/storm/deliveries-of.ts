import type { StoryStay } from "./a-story.ts";
import type { Visit } from "./seed-visits.ts";

/** One thing that Zoom tells about a visit. */
interface Report {
  event: string;
  uuid: string;
  /** Seconds from the visit's start. */
  at: number;
  stay?: StoryStay;
}

function reportOf({ story }: Visit): Report[] {
  return story.sessions.flatMap(({ uuid, from, to, stays, waited }) => [
    { event: "started", uuid, at: from },
    ...waited.map((at) => ({ event: "participant_joined_waiting_room", uuid, at, stay: stays[0] })),
    ...stays.flatMap((stay) => [
      { event: "participant_joined", uuid, at: stay.from, stay },
      ...(stay.to === null ? [] : [{ event: "participant_left", uuid, at: stay.to, stay }]),
    ]),
    ...(to === null ? [] : [{ event: "ended", uuid, at: to }]),
  ]);
}

/** A delivery's bytes; each `copy` says the same in other bytes. */
function bodyOf(visit: Visit, { event, uuid, at, stay }: Report, copy: number): string {
  const when = new Date(visit.start.getTime() + at * 1_000);
  const time = when.toISOString().replace(".000", "");
  const emails = { doctor: visit.doctorEmail, patient: visit.patientEmail, stranger: "" };
  const isGuest = stay?.who === "patient" && !visit.story.patientIsSignedIn;
  const participant = stay && {
    user_id: stay.key,
    user_name: stay.who,
    id: stay.who === "doctor" ? "host-user" : "",
    email: isGuest ? "" : emails[stay.who],
    ...(event === "participant_joined" && { join_time: time }),
    ...(event === "participant_left" && { leave_time: time }),
  };
  return JSON.stringify({
    event: `meeting.${event}`,
    event_ts: when.getTime(),
    payload: {
      account_id: "account",
      object: {
        id: copy % 2 === 0 ? visit.zoomMeetingId : Number(visit.zoomMeetingId),
        uuid,
        host_id: "host-user",
        ...(event === "started" && { start_time: time }),
        ...(event === "ended" && { end_time: time }),
        ...(participant && { participant }),
      },
    },
    ...(copy > 0 && { copy }),
  });
}

const duplicated = 0.1;
const shuffled = 0.3;
/** How far from its place a delivery may come, among those of all visits. */
const reach = 400;

export interface Deliveries {
  /** Those that differ in their bytes, as they would come in a world without faults. */
  inOrder: string[];
  /** With the duplicates, and out of order. */
  asSent: string[];
}

/** All that Zoom sends about visits that go on beside each other: 10 % again, 30 % at another place. */
export function deliveriesOf(visits: readonly Visit[], random: () => number): Deliveries {
  const inOrder: Placed[] = [];
  const asSent: Placed[] = [];
  const add = (to: Placed[], body: string, place: number) => to.push({ body, place });
  for (const [number, visit] of visits.entries()) {
    const reported = reportOf(visit).toSorted((one, other) => one.at - other.at);
    for (const [index, each] of reported.entries()) {
      const place = number * reported.length + index * 100;
      const body = bodyOf(visit, each, 0);
      add(inOrder, body, place);
      add(asSent, body, random() < shuffled ? place + (random() - 0.5) * 2 * reach : place);
      if (random() >= duplicated) continue;
      const copy = Math.floor(random() * 3);
      const again = bodyOf(visit, each, copy);
      if (copy > 0) add(inOrder, again, place);
      add(asSent, again, place + random() * reach);
    }
  }
  return { inOrder: bodiesOf(inOrder), asSent: bodiesOf(asSent) };
}

interface Placed {
  body: string;
  place: number;
}

const bodiesOf = (placed: readonly Placed[]) =>
  placed.toSorted((one, other) => one.place - other.place).map(({ body }) => body);
