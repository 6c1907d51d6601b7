import { sql } from "kysely";
import type { Db } from "../../client.ts";
import { redirectAction } from "../access/access-log.ts";

export interface SilenceRule {
  opensBeforeMinutes: number;
  closesAfterMinutes: number;
  /** Zoom should have delivered something so long after somebody went on to it. */
  afterSeconds: number;
  /** The keys of last-seen times: of a delivery, and of a session that only a query showed. */
  keys: { delivery: string; unreported: string };
}

/**
 * Whether Zoom delivers nothing though it should: in an open window somebody went on to Zoom and no delivery came since, or
 * a query showed a session of which no delivery came.
 */
export async function isZoomSilent(db: Db, rule: SilenceRule): Promise<boolean> {
  const { rows } = await sql<{ silent: boolean }>`
    with heard as (
      select coalesce((select at from webhook_health where key = ${rule.keys.delivery}), '-infinity') as at
    )
    select exists (
      select from webhook_health h, heard
      where h.key = ${rule.keys.unreported} and h.at > heard.at and h.at > clock_timestamp() - interval '15 minutes'
    ) or exists (
      select from heard, zoom_meetings m join access_log l on l.meeting_id = m.id
      where m.status in ('scheduled', 'started')
        and m.start_time <= clock_timestamp() + make_interval(mins => ${rule.opensBeforeMinutes})
        and m.start_time > clock_timestamp() - make_interval(mins => 1440 + ${rule.closesAfterMinutes})
        and m.start_time + make_interval(mins => m.duration + ${rule.closesAfterMinutes}) > clock_timestamp()
        and l.action = ${redirectAction} and l.decision = 'allowed' and l.at > heard.at
        and l.at >= m.start_time - make_interval(mins => ${rule.opensBeforeMinutes})
        and l.at < clock_timestamp() - make_interval(secs => ${rule.afterSeconds})
    ) as silent`.execute(db);
  return rows[0]?.silent ?? false;
}
