import type { DueVisit } from "../seed-due-visits.ts";

export const deliveriesPerVisit = 6;

/** The bodies of what Zoom sends of one visit: doctor and patient come, talk and leave. */
export function visitDeliveries({ zoomId }: DueVisit): string[] {
  const begun = Date.now();
  const timeOf = (step: number) => new Date(begun + step * 1_000).toISOString();
  const object = { id: zoomId, uuid: `${zoomId}==`, start_time: timeOf(0), duration: 30, type: 2 };
  const people = [1, 2].map((number) => ({
    user_id: `${zoomId}${number}`,
    user_name: number === 1 ? "Dr. Ada Moreau" : "Sam Rivers",
    participant_uuid: `${zoomId}-${number}`,
  }));
  const deliver = (event: string, step: number, more: object = {}) =>
    JSON.stringify({
      event: `meeting.${event}`,
      event_ts: begun + step * 1_000,
      payload: { account_id: "bench", object: { ...object, ...more } },
    });
  return [
    deliver("started", 0),
    ...people.map((person, index) =>
      deliver("participant_joined", index + 1, { participant: { ...person, join_time: timeOf(index + 1) } }),
    ),
    ...people.map((person, index) =>
      deliver("participant_left", index + 3, { participant: { ...person, leave_time: timeOf(index + 3) } }),
    ),
    deliver("ended", 5, { end_time: timeOf(5) }),
  ];
}
