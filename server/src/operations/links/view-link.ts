import { findArchivedLink, findLink, type LinkWithRole, type MeetingWithPeople } from "@patientcare/zoom-db";
import type { LinkRole } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";
import { type LinkState, opensAt } from "../../domain/join-window.ts";
import { findMeetingOrArchived } from "../meetings/find-meeting-or-archived.ts";
import { stateOfLink } from "./get-link.ts";
import { hashOfToken, isToken } from "./issue-link.ts";

/** The content of the join page: nothing about the person, and no URL of Zoom. */
export interface LinkView {
  meetingId: string;
  state: LinkState;
  role: LinkRole;
  startTime: Date;
  duration: number;
  timezone: string;
  opensAt: Date;
  now: Date;
}

/** The state of a link; reading it uses nothing up (mail scanners do). Null when it is not known. */
export async function viewLink(deps: Deps, token: string): Promise<LinkView | null> {
  const found = await findLinkedMeeting(deps, token);
  return found && toLinkView(deps, found.link, found.row);
}

export async function findLinkedMeeting(
  deps: Deps,
  token: string,
): Promise<{ link: LinkWithRole; row: MeetingWithPeople } | null> {
  if (!isToken(token)) return null;
  const hash = hashOfToken(token);
  const link = (await findLink(deps.db, hash)) ?? (await findArchivedLink(deps.db, hash));
  const row = link && (await findMeetingOrArchived(deps.db, link.meeting_id));
  return row ? { link, row } : null;
}

export function toLinkView(deps: Deps, link: LinkWithRole, row: MeetingWithPeople): LinkView {
  const slot = { start: row.start_time, duration: row.duration };
  return {
    meetingId: row.id,
    state: stateOfLink(deps, row, link.revoked_at !== null),
    role: link.role,
    startTime: row.start_time,
    duration: row.duration,
    timezone: row.timezone,
    opensAt: opensAt(slot, deps.config.joinWindow),
    now: row.now,
  };
}
