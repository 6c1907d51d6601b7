import type { MeetingStatus, ParticipantKind } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import type { Interval } from "./intervals.ts";
import { linkClicks } from "./link-clicks.ts";
import { type KnownState, type PersonTraces, type Presence, personState } from "./person-state.ts";
import type { Session, Stay } from "./session.ts";
import { isOfSlot } from "./sessions-of-slot.ts";
import { timesTogether } from "./together.ts";
import { type LinkUse, redirectsIn, redirectsOfSlot } from "./visit-attempts.ts";
import type { Wait } from "./waiting.ts";

export interface VisitOfPeople {
  slot: Slot;
  slotSince: Date | null;
  status: MeetingStatus;
  declaredEndedAt: Date | null;
  /** The people who take part by now, in their order. */
  participants: readonly { id: string; kind: ParticipantKind }[];
  uses: readonly LinkUse[];
  sessions: readonly Session[];
  waits: readonly Omit<Wait, "key">[];
  silentSince: Date | null;
}

export interface PersonOfVisit extends KnownState {
  who: ParticipantKind | "someone";
  participantId: string | null;
}

type Seen = Pick<Stay, "who" | "person" | "participantId"> & { presence: Presence };

/** Everybody of the visit's present slot, and how far each has come: first the participants, then those not recognised. */
export function peopleOfVisit(visit: VisitOfPeople, window: JoinWindow, now: Date): PersonOfVisit[] {
  const { slot, participants } = visit;
  const stays = staysOf(sessionsInSlot(visit, window, now));
  const waits = waitsOf(visit, window);
  const moment = {
    live: visit.status === "started",
    window: { from: opensAt(slot, window), to: closesAt(slot, window) },
    silentSince: visit.silentSince,
    now,
  };
  const stateOf = (traces: Pick<PersonTraces, "sentAt" | "redirect">, isTheirs: (seen: Seen) => boolean) => {
    const presences = (seen: readonly Seen[]) => seen.filter(isTheirs).map(({ presence }) => presence);
    return personState({ ...traces, stays: presences(stays), waits: presences(waits) }, moment);
  };
  const redirectOf = lastRedirects(visit, window);
  const isOf = ({ id, kind }: VisitOfPeople["participants"][number]) =>
    kind === "doctor" || kind === "patient"
      ? ({ who }: Seen) => who === kind
      : ({ participantId }: Seen) => participantId === id;
  const unknown = new Set(
    [...stays, ...waits]
      .filter((seen) => !isNobody(seen) && !participants.some((participant) => isOf(participant)(seen)))
      .sort((a, b) => a.presence.from.getTime() - b.presence.from.getTime() || a.person - b.person)
      .map(({ person }) => person),
  );
  return [
    ...participants.map((participant) => ({
      who: participant.kind,
      participantId: participant.id,
      ...stateOf(
        {
          sentAt: sentAt(visit.uses, participant.id, moment.window.to),
          redirect: redirectOf(participant.id),
        },
        isOf(participant),
      ),
    })),
    ...[...unknown].map((person) => ({
      who: "someone" as const,
      participantId: null,
      ...stateOf({ sentAt: null, redirect: null }, (seen) => seen.person === person),
    })),
  ];
}

/** When the doctor was together with somebody who makes a visit, in the present slot. */
export function togetherInSlot(visit: VisitOfPeople, window: JoinWindow, now: Date): Interval[] {
  const live = visit.status === "started";
  const known = sessionsInSlot(visit, window, now).map((session) =>
    live ? session : { ...session, endedAt: session.endedAt ?? session.heardAt },
  );
  return timesTogether(known, now);
}

/** The sessions of the slot; one that no end was told of is over with the declared end. */
const sessionsInSlot = (
  { slot, slotSince, sessions, declaredEndedAt }: VisitOfPeople,
  window: JoinWindow,
  now: Date,
): Session[] =>
  sessions
    .filter((session) => isOfSlot(session, { slot, slotSince }, window, now))
    .map((session) => {
      const declaredEnd = declaredEndedAt && session.startedAt <= declaredEndedAt ? declaredEndedAt : null;
      return { ...session, endedAt: session.endedAt ?? declaredEnd };
    });

const staysOf = (sessions: readonly Session[]): Seen[] =>
  sessions.flatMap(({ startedAt, endedAt, stays }) =>
    stays.map(({ joinedAt, leftAt, recognisedBy, ...stay }) => ({
      ...stay,
      presence: { from: joinedAt ?? startedAt, to: leftAt ?? endedAt, evidence: recognisedBy },
    })),
  );

function waitsOf({ slot, slotSince, waits }: VisitOfPeople, window: JoinWindow): Seen[] {
  const [opens, closes] = [opensAt(slot, window), closesAt(slot, window)];
  const since = slotSince && slotSince > opens ? slotSince : opens;
  return waits
    .filter(({ from, to }) => from < closes && (to === null || to >= since))
    .map(({ from, to, recognisedBy, ...wait }) => ({
      ...wait,
      presence: { from, to, evidence: recognisedBy },
    }));
}

const isNobody = ({ who }: Seen): boolean => who === "note-taker" || who === "staff";

/** When the link was first handed over. Behind the window there is none to hand over, whoever asks for it. */
function sentAt(uses: readonly LinkUse[], id: string, closes: Date): Date | null {
  const sent = uses.filter(
    ({ use, participantId, at }) =>
      use === "handed-over" && (participantId === null || participantId === id) && at < closes,
  );
  return sent.length === 0 ? null : new Date(Math.min(...sent.map(({ at }) => at.getTime())));
}

/** The last redirect of each link; one from another participant's device shows nothing of the person. */
function lastRedirects(visit: VisitOfPeople, window: JoinWindow) {
  const redirects = redirectsIn(redirectsOfSlot(visit, window));
  const others = new Set(linkClicks(redirects).patientByOthers);
  return (participantId: string): PersonTraces["redirect"] => {
    const own = redirects.filter((redirect) => redirect.participantId === participantId);
    const last = (some: typeof own) => some.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0];
    const byThem = last(own.filter((redirect) => !others.has(redirect)));
    const redirect = byThem ?? last(own);
    return redirect ? { at: redirect.at, evidence: byThem ? "redirect" : "redirect-same-device" } : null;
  };
}
