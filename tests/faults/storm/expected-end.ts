import type { StorySession, StoryStay } from "./a-story.ts";
import type { Visit } from "./seed-visits.ts";
import type { VisitEnd } from "./visit-end.ts";

/** The end of a visit that follows from its story; written apart from the service's own rules. */
export function expectedEnd({ story, start }: Visit): VisitEnd {
  const goesOn = story.sessions.some(({ to }) => to === null);
  const metOnce = story.sessions.some((session) => meets(session, "patient"));
  const metStranger = story.sessions.some((session) => meets(session, "stranger"));
  const epochMs = (second: number) => start.getTime() + second * 1_000;
  const recognised = {
    doctor: "doctor by host-id",
    patient: story.patientIsSignedIn ? "patient by email" : "patient by redirect",
    stranger: "null by null",
  };
  return {
    status: goesOn ? "started" : metOnce || metStranger ? "ended" : "scheduled",
    // Nobody knows that the stranger was none of the patient's.
    outcome: goesOn ? null : metOnce ? "held" : metStranger ? "unknown" : null,
    attentions: [],
    appointment: metOnce && !goesOn ? "COMPLETED" : "CONFIRMED",
    sessions: story.sessions.map(({ uuid, from, to }) => `${uuid}: ${from} to ${to}, slot 0`).sort(),
    stays: story.sessions
      .flatMap(({ uuid, stays }) =>
        stays.map(({ key, who, from, to }) => `${uuid}, ${key}: ${recognised[who]}, ${from} to ${to}`),
      )
      .sort(),
    events: story.sessions
      .flatMap(({ uuid, to, stays }) => [
        `session-started:${uuid}`,
        ...(to === null ? [] : [`session-ended:${uuid}`]),
        ...stays.flatMap(({ key, from, to: until }) => [
          `joined:${uuid}:${key}:${epochMs(from)}`,
          ...(until === null ? [] : [`left:${uuid}:${key}:${epochMs(until)}`]),
        ]),
      ])
      .sort(),
  };
}

/** The doctor was in the room together with them, if only for a moment. */
function meets({ stays, to }: StorySession, other: StoryStay["who"]): boolean {
  const of = (who: StoryStay["who"]) => stays.filter((stay) => stay.who === who);
  const until = (stay: StoryStay) => stay.to ?? to ?? Number.POSITIVE_INFINITY;
  return of("doctor").some((doctor) =>
    of(other).some((one) => doctor.from <= until(one) && one.from <= until(doctor)),
  );
}
