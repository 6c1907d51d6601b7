import type { LinkRole } from "@patientcare/zoom-db/unions";
import type { Invitation, InviteCompanion, LinkOf } from "../contract/links.ts";
import type { Meeting } from "../contract/meetings.ts";
import type { ProcedureName } from "../contract/procedures.ts";
import { bothSides, type Reached } from "../operations/access/record-access.ts";
import { kindOf } from "../operations/links/get-link.ts";

const persons = bothSides;

const theMeeting = ({ id }: Pick<Meeting, "id">): Reached => ({ meetingId: id, persons });
const theNamedMeeting = (): Reached => ({ persons });
const figures = (): Reached => ({ persons: [] });

/**
 * The part of each answer that the access log keeps, where the operation has not logged it by itself: one that is repeated
 * from its idempotency key comes from no operation. The meeting that an input names is added to it.
 */
const reachedBy = {
  "meetings.create": theMeeting,
  "meetings.get": theMeeting,
  "meetings.getByAppointment": theMeeting,
  "meetings.list": ({ items }: { items: Meeting[] }) => ({ meetingIds: items.map(({ id }) => id), persons }),
  "meetings.update": theMeeting,
  "meetings.cancel": theMeeting,
  "meetings.retry": theMeeting,
  "links.get": (_link: unknown, { role }: LinkOf) => ({ persons: [kindOf(role)], handsOver: true }),
  "links.revoke": (
    _revoked: unknown,
    { role, participantId }: { role?: LinkRole; participantId?: string },
  ) => ({
    participantId,
    ...(role !== undefined && { persons: [kindOf(role)] }),
  }),
  "links.invite": ({ participantId }: Invitation, { kind }: InviteCompanion) => ({
    participantId,
    persons: [kind],
    handsOver: true,
  }),
  "lifecycle.appointmentChanged": ({ meeting }: { meeting: Meeting | null }) =>
    meeting ? theMeeting(meeting) : {},
  "lifecycle.start": theMeeting,
  "lifecycle.end": theMeeting,
  "lifecycle.confirmOutcome": theMeeting,
  "lifecycle.history": theNamedMeeting,
  "lifecycle.events": theNamedMeeting,
  "visits.get": theNamedMeeting,
  "stats.overview": figures,
  "stats.daily": figures,
} satisfies Record<ProcedureName, (answer: never, input: never) => Reached>;

/** The people and visits that an answered call reached; `answer` and `input` are those of the procedure. */
export function reachedByAnswer(name: ProcedureName, answer: unknown, input: unknown): Reached {
  const reached = reachedBy[name] as (answer: unknown, input: unknown) => Reached;
  return { ...reachedByInput(input), ...reached(answer, Object(input)) };
}

/** The meeting and the appointment that an input names. */
export function reachedByInput(input: unknown): Reached {
  const { meetingId, appointmentId, appointment } = Object(input);
  return { meetingId: idIn(meetingId), appointmentId: idIn(appointmentId ?? Object(appointment).id) };
}

// No meeting has it: it stands for a Zoom id that we do not know.
const nobodysId = "00000000-0000-0000-0000-000000000000";

function idIn(value: unknown): string | null {
  const isId = typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  return isId && value !== nobodysId ? value.toLowerCase() : null;
}
