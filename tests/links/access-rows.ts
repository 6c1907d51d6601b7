import type { OpenApp } from "../support/open-app.ts";

/** The access log's rows about a meeting, oldest first. */
export const accessRows = ({ server }: OpenApp, meetingId: string) =>
  server.deps.db
    .selectFrom("access_log")
    .select(["action", "decision", "reason", "actor", "actor_role", "link_id", "participant_id"])
    .where("meeting_id", "=", meetingId)
    .orderBy("at")
    .execute();
