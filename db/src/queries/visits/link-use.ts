import { sql } from "kysely";
import type { Db } from "../../client.ts";
import type { ParticipantKind } from "../../unions.ts";
import { redirectAction } from "../access/access-log.ts";

/** One trace that somebody left with a link of a visit. */
export interface LinkUse {
  meeting_id: string;
  /** `handed-over`: the link was answered to whom it is for, or to those who pass it on. */
  use: "redirected" | "turned-away" | "handed-over";
  /** The person whose link it is; null where all links of the visit were handed over. */
  participant_id: string | null;
  kind: ParticipantKind | null;
  /** With `handed-over`: for the first time. */
  at: Date;
  device: string | null;
  /** With `redirected` and `turned-away`: the link that was pressed. */
  link_id: string | null;
}

/** Roles that pass a link on to the patient, or are the patient. */
const handingOver = ["service", "admin", "staff", "patient"];

/** Refusals that are our fault. */
const ourFaults = ["ZOOM_UNAVAILABLE", "SERVICE_UNAVAILABLE", "RATE_LIMITED", "INTERNAL_ERROR"];

/** The use of links by current and former participants of these meetings, archived ones included; oldest first. */
export async function linkUseOf(db: Db, meetingIds: readonly string[]): Promise<LinkUse[]> {
  const { rows } = await sql<LinkUse>`
    with used as (
      select meeting_id, case decision when 'allowed' then 'redirected' else 'turned-away' end as use,
        participant_id, at, device, link_id
      from access_log
      where meeting_id = any(${meetingIds}::uuid[]) and action = ${redirectAction}
        and (decision = 'allowed' or reason = any(${ourFaults}))
      union all
      select meeting_id, 'handed-over', participant_id, min(at), null, null
      from access_log l
      where meeting_id = any(${meetingIds}::uuid[]) and decision = 'allowed' and hands_over
        and (action = 'links.invite' or actor_role = any(${handingOver})
          or actor_role = 'doctor' and l.participant_id in (
            select id from participants where meeting_id = l.meeting_id and kind = 'doctor'
            union all select id from participants_archive where meeting_id = l.meeting_id and kind = 'doctor'))
      group by meeting_id, participant_id
    )
    select used.*, coalesce(p.kind, pa.kind) as kind
    from used
    left join participants p on p.id = used.participant_id
    left join participants_archive pa on pa.id = used.participant_id
    order by used.at`.execute(db);
  return rows;
}
