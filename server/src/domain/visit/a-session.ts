import type { Session, Stay } from "./evaluation.ts";

// The day and the slot that the tests of this folder tell of: 10:00 to 10:30, open from 9:45 to 11:00.
export const at = (time: string) => new Date(`2030-05-07T${time.length === 5 ? `${time}:00` : time}Z`);
export const slot = { start: at("10:00"), duration: 30 };
export const window = { opensBeforeMinutes: 15, closesAfterMinutes: 30 };

export const stay = (who: Stay["who"], from: string | null, to: string | null): Stay => ({
  key: `${who} ${from}`,
  who,
  recognisedBy: who && "email",
  joinedAt: from === null ? null : at(from),
  leftAt: to === null ? null : at(to),
});

export const session = (from: string, to: string | null, ...stays: Stay[]): Session => ({
  uuid: `session of ${from}`,
  zoomMeetingId: "123456789",
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  stays,
});
