import type { LinkUse, StoredVisit } from "@patientcare/zoom-db";
import type { SeenAs } from "@patientcare/zoom-db/unions";
import type { Visit } from "../../contract/visits.ts";
import type { Deps } from "../../deps.ts";
import type { Role } from "../../domain/actor.ts";
import { inOrder } from "../../domain/attention.ts";
import { readableEmail } from "../../domain/email-address.ts";
import { grantFor } from "../../domain/policy.ts";
import { secondsIn } from "../../domain/visit/intervals.ts";
import { peopleOfVisit, togetherInSlot, type VisitOfPeople } from "../../domain/visit/people-of-visit.ts";
import { visibleData } from "../events/visible-data.ts";
import { readSaid } from "../people/said-with-booking.ts";
import { toSessions } from "./to-sessions.ts";
import { traceOf } from "./visit-facts-of.ts";

interface Story {
  row: StoredVisit;
  uses: readonly LinkUse[];
  /** The last word of Zoom's, while it says nothing though it should. */
  silentSince: Date | null;
}

/** The story of a visit as this role may see it. */
export function viewVisit(
  { config, encryption }: Deps,
  role: Role,
  { row, uses, silentSince }: Story,
): Visit {
  const { joinWindow } = config;
  const visit: VisitOfPeople = {
    slot: { start: row.start_time, duration: row.duration },
    slotSince: row.slot_since,
    status: row.status,
    declaredEndedAt: row.declared_ended_at,
    participants: row.participants,
    uses: uses.map(traceOf),
    sessions: toSessions(row.sessions, row.stays),
    waits: toWaits(row),
    silentSince,
  };
  const together = togetherInSlot(visit, joinWindow, row.now);
  const named = grantFor("visits.get:names", role) === "never" ? [] : row.participants;
  const names = new Map(named.map((one) => [one.id, readSaid(encryption, "name", one.id, one.name)]));
  return {
    meetingId: row.id,
    appointmentId: row.appointment_id,
    startTime: row.start_time,
    duration: row.duration,
    timezone: row.timezone,
    hostEmail: readableEmail(row.host_email),
    status: row.status,
    outcome: row.outcome,
    attentions: inOrder(row.attentions),
    people: peopleOfVisit(visit, joinWindow, row.now).map((person) => ({
      ...person,
      name: (person.participantId && names.get(person.participantId)) ?? null,
    })),
    stays: viewStays(visit),
    waits: visit.waits.map(({ who, place, from, to }) => ({ who: shown(who), where: place, from, to })),
    together: { seconds: secondsIn(together), intervals: together },
    signals: row.signals.map(viewSignal),
    ...(grantFor("visits.get:links", role) !== "never" && { links: viewLinks(row, uses) }),
  };
}

const toWaits = ({ waits }: StoredVisit): VisitOfPeople["waits"] =>
  waits.map((wait) => ({
    place: wait.place,
    person: wait.person_no,
    who: wait.seen_as,
    recognisedBy: wait.recognised_by,
    participantId: wait.participant_id,
    counts: wait.counts,
    from: wait.began_at,
    to: wait.ended_at,
  }));

/** Where the patient and a companion may have come by the same click, it is somebody. */
const shown = (who: SeenAs) => (who === "undecided" ? "someone" : who);

/** A stay whose own end was never told ends with its session. */
const viewStays = ({ sessions }: VisitOfPeople): Visit["stays"] =>
  sessions
    .flatMap(({ startedAt, endedAt, stays }) =>
      stays.map(({ who, recognisedBy, joinedAt, leftAt }) => ({
        who: shown(who),
        evidence: recognisedBy,
        joinedAt: joinedAt ?? startedAt,
        leftAt: leftAt ?? endedAt,
      })),
    )
    .sort((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());

function viewSignal({ type, occurred_at, data }: StoredVisit["signals"][number]): Visit["signals"][number] {
  const { who = null, since = null, seconds = null, settled = false, corrects = null } = visibleData(data);
  return { type, who, since, at: occurred_at, seconds, settled, corrects };
}

const viewLinks = ({ links }: StoredVisit, uses: readonly LinkUse[]): Visit["links"] =>
  links.map(({ id, role, kind, created_at, revoked_at }) => {
    const redirects = uses.filter(({ use, link_id }) => use === "redirected" && link_id === id);
    // The uses come oldest first.
    return {
      role,
      kind,
      issuedAt: created_at,
      redirectedAt: redirects.at(-1)?.at ?? null,
      revokedAt: revoked_at,
    };
  });
