import type { Meeting } from "../links/a-visit.ts";
import type { OpenApp } from "../support/open-app.ts";

type EmittedSignal = Record<string, unknown> & { type: string; at: Date };

/** The signals that were emitted about a visit, oldest first. */
export async function signalsOf({ server }: OpenApp, { id }: Pick<Meeting, "id">): Promise<EmittedSignal[]> {
  const events = await server.deps.db
    .selectFrom("meeting_events")
    .select(["type", "occurred_at", "source", "data"])
    .where("meeting_id", "=", id)
    .where("effect_key", "like", "signal:%")
    .orderBy("recorded_at")
    .orderBy("id")
    .execute();
  return events.map(({ type, occurred_at, source, data }) => ({ type, at: occurred_at, source, ...data }));
}

/** As if the visit had been booked long before its start. */
export const bookedLongAgo = ({ server }: OpenApp, { id }: Pick<Meeting, "id">) =>
  server.deps.db
    .updateTable("zoom_meetings")
    .set({ created_at: new Date(Date.now() - 24 * 60 * 60_000), evaluate_at: new Date() })
    .where("id", "=", id)
    .execute();
