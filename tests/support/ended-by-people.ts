import type { Db } from "@patientcare/zoom-db";
import type { SandboxControl } from "@patientcare/zoom-sandbox/control-client.ts";
import { sql } from "kysely";

// The history tells of an end once Zoom has carried it out.
const toldWithinSeconds = 15;

/**
 * Fails where a call of ours ended a running meeting and no person had cancelled or ended that visit: neither the
 * platform's word nor any repair of ours may cut a call.
 */
export async function requireEndedByPeople(db: Db, { callsThatEnded }: SandboxControl): Promise<void> {
  for (const { meetingId, method, path, at } of await callsThatEnded()) {
    const { rows } = await sql`
      with visits as (
        select meeting_id from zoom_references where zoom_meeting_id = ${meetingId}
        union all select meeting_id from zoom_references_archive where zoom_meeting_id = ${meetingId}
      ), words as (
        select meeting_id, type, actor_role, occurred_at from meeting_events
        union all select meeting_id, type, actor_role, occurred_at from meeting_events_archive
      )
      select from visits join words using (meeting_id)
      where words.type in ('cancelled', 'ended') and words.actor_role in ('doctor', 'patient', 'staff', 'admin')
        and words.occurred_at <= ${new Date(at)}::timestamptz + make_interval(secs => ${toldWithinSeconds})
      limit 1`.execute(db);
    if (rows.length === 0)
      throw new Error(
        `${method} ${path} ended the running Zoom meeting ${meetingId} at ${at}, and no person had cancelled or ended that visit`,
      );
  }
}
