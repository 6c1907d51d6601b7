import type { ParticipantKind } from "@patientcare/zoom-db/unions";
import { closesAt, type JoinWindow, opensAt, type Slot } from "../join-window.ts";
import type { VisitAttempts } from "./evaluation.ts";
import type { Redirect } from "./link-clicks.ts";
import type { Session } from "./session.ts";

/** One trace that somebody left with a link of the visit. */
export interface LinkUse extends Pick<Redirect, "at" | "device"> {
  /** `handed-over`: the link was answered to the platform, to the clinic or to the patient. */
  use: "redirected" | "turned-away" | "handed-over";
  /** Null where all links of the visit were handed over. */
  participantId: string | null;
  kind: ParticipantKind | null;
}

export interface Traces {
  slot: Slot;
  slotSince: Date | null;
  uses: readonly LinkUse[];
  /** The visit's patient of now. */
  patientParticipantId: string | null;
  sessions: readonly Session[];
  somebodyWaited: boolean;
}

/** The traces of a visit besides its rooms: links handed over and used, refusals of ours, and waiting. */
export function visitAttempts(traces: Traces, window: JoinWindow): VisitAttempts {
  const { slot, uses, patientParticipantId, sessions, somebodyWaited } = traces;
  const [opens, closes] = [opensAt(slot, window), closesAt(slot, window)];
  const redirects = redirectsOfSlot(traces, window);
  const refusals = uses.filter(({ use, at }) => use === "turned-away" && at >= opens && at < closes);
  return {
    linkSent: uses.some(({ use, participantId, kind }) =>
      use === "handed-over"
        ? participantId === null || participantId === patientParticipantId
        : use === "redirected" && kind === "patient",
    ),
    patientRedirected: redirects.some(({ kind }) => kind === "patient"),
    hostRedirected: redirects.some(({ kind }) => kind === "doctor"),
    somebodyWaited,
    turnedAway: refusals.some((refusal) => !gotInAfter(refusal, redirects, sessions)),
  };
}

/** The redirects that belong to the slot: one in an earlier window does, unless a session of that earlier slot followed it. */
export function redirectsOfSlot(
  { slot, slotSince, uses, sessions }: Pick<Traces, "slot" | "slotSince" | "uses" | "sessions">,
  window: JoinWindow,
): LinkUse[] {
  const [opens, closes] = [opensAt(slot, window), closesAt(slot, window)];
  const formerEnd = sessions
    .flatMap(({ endedAt }) => (endedAt && slotSince && endedAt <= slotSince ? endedAt.getTime() : []))
    .reduce((last, end) => Math.max(last, end), Number.NEGATIVE_INFINITY);
  return uses.filter(
    ({ use, at }) => use === "redirected" && at < closes && (at >= opens || at.getTime() > formerEnd),
  );
}

function gotInAfter(
  { participantId, kind, at: refusedAt }: LinkUse,
  redirects: readonly LinkUse[],
  sessions: readonly Session[],
): boolean {
  const clicked = redirects.some((use) => use.participantId === participantId && use.at > refusedAt);
  const isTheirs = (stay: Session["stays"][number]) =>
    stay.participantId === participantId ||
    (stay.who === kind && (stay.who === "doctor" || stay.who === "patient"));
  const wasInside = sessions.some(({ endedAt, stays }) =>
    stays.some((stay) => {
      const until = stay.leftAt ?? endedAt;
      return isTheirs(stay) && (until === null || until > refusedAt);
    }),
  );
  return clicked || wasInside;
}

/** The redirects among the traces, in the form in which people are recognised by them. */
export const redirectsIn = (uses: readonly LinkUse[]): Redirect[] =>
  uses.flatMap(({ use, participantId, kind, at, device }) =>
    use === "redirected" && participantId !== null && kind !== null
      ? { participantId, kind, at, device }
      : [],
  );
