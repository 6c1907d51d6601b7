/** Zoom's answer to whether a meeting runs, and the newest sign of an entry that it is an answer to. */
export interface RunningAnswer {
  zoomMeetingId: string;
  enteredAt: Date;
  running: boolean;
}

export interface InsideFacts {
  status: string;
  zoomMeetingId: string | null;
  /** The newest sign that somebody who can open the room went in and that no end of a session followed; null: none. */
  enteredAt: Date | null;
}

/**
 * Somebody may be inside: the visit runs, or the host went on to Zoom and no end followed. Only an answer of Zoom's to
 * that very entry says that nobody is.
 */
export function mayBeInside(facts: InsideFacts, answer: RunningAnswer | null): boolean {
  if (facts.status === "started") return true;
  if (facts.enteredAt === null) return false;
  const answersThis =
    answer !== null && answer.zoomMeetingId === facts.zoomMeetingId && answer.enteredAt >= facts.enteredAt;
  return !answersThis || answer.running;
}
