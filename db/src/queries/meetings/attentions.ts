import { type AliasedRawBuilder, type SqlBool, sql } from "kysely";
import type { Db } from "../../client.ts";
import { noteChanges } from "../../meeting-notes.ts";
import type { Attention } from "../../unions.ts";

/** The kinds that begin to hold, and those that no longer do. A kind that holds already keeps its time. */
export interface AttentionChange {
  raise?: readonly Attention[];
  clear?: readonly Attention[];
}

/** The attentions of the meeting `m`, as a column. */
export const attentionsColumn = (
  meetingId: "m.id" | "zoom_meetings.id" | "locked.id",
): AliasedRawBuilder<Attention[], "attentions"> =>
  sql<Attention[]>`array(select kind from meeting_attentions where meeting_id = ${sql.ref(meetingId)})`.as(
    "attentions",
  );

/** Raises and clears attentions of a meeting, in one statement; none where there is nothing to do, or it lies in the archive. */
export async function changeAttentions(
  db: Db,
  meetingId: string,
  { raise = [], clear = [] }: AttentionChange,
): Promise<void> {
  if (raise.length === 0 && clear.length === 0) return;
  const { rows } = await sql<{ attention: Attention; holds: boolean }>`
    with cleared as (
      delete from meeting_attentions where meeting_id = ${meetingId} and kind = any(${clear}::text[])
      returning kind
    ), raised as (
      insert into meeting_attentions (meeting_id, kind)
      select id, kind from zoom_meetings, unnest(${raise}::text[]) as raised (kind) where id = ${meetingId}
      on conflict do nothing returning kind
    )
    select kind as attention, false as holds from cleared
    union all select kind, true from raised`.execute(db);
  noteChanges(
    db,
    rows.map((row) => ({ kind: "attention", meetingId, ...row })),
  );
}

/** Meetings `m` with this attention. */
export const hasAttention = (kind: Attention) =>
  sql<SqlBool>`exists (select from meeting_attentions where meeting_id = m.id and kind = ${kind})`;
