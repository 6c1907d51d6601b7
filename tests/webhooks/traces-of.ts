import { eventsOf } from "@patientcare/zoom-db";
import { sql } from "kysely";
import type { OpenApp } from "../support/open-app.ts";
import type { BookedVisit } from "./booked-visit.ts";

/** All that a visit's deliveries leave behind, without ids of our own; times in minutes from the visit's start. */
export async function tracesOf({ server }: OpenApp, visit: BookedVisit) {
  const { db } = server.deps;
  const minute = (at: Date | string | null) =>
    at === null ? null : (new Date(at).getTime() - visit.start.getTime()) / 60_000;
  const short = (uuid: string) => uuid.replace(` of ${visit.zoomMeetingId}`, "");
  const meeting = await db
    .selectFrom("zoom_meetings")
    .innerJoin("appointments", "appointments.id", "zoom_meetings.appointment_id")
    .select(["zoom_meetings.status", "outcome", "generation"])
    .select(
      sql<string[]>`array(select kind from meeting_attentions where meeting_id = zoom_meetings.id)`.as(
        "attentions",
      ),
    )
    .select("appointments.status as appointment")
    .where("zoom_meetings.id", "=", visit.meetingId)
    .executeTakeFirstOrThrow();
  const sessions = await db
    .selectFrom("meeting_sessions")
    .selectAll()
    .where("meeting_id", "=", visit.meetingId)
    .orderBy("zoom_uuid")
    .execute();
  const stays = await db
    .selectFrom("attendances")
    .innerJoin("meeting_sessions", "meeting_sessions.id", "attendances.session_id")
    .select(["zoom_uuid", "stay_key", "seen_as as kind", "attendances.recognised_by", "joined_at", "left_at"])
    .where("attendances.meeting_id", "=", visit.meetingId)
    .orderBy("zoom_uuid")
    .orderBy("stay_key")
    .execute();
  const events = await eventsOf(db, visit.meetingId);
  return {
    ...meeting,
    sessions: sessions.map((session) => ({
      session: short(session.zoom_uuid),
      slot: minute(session.slot_start),
      from: minute(session.started_at),
      to: minute(session.ended_at),
    })),
    stays: stays.map(({ zoom_uuid, stay_key, kind, recognised_by, joined_at, left_at }) =>
      [
        `${short(zoom_uuid)}, stay ${stay_key}: ${kind} by ${recognised_by}`,
        `${minute(joined_at)} to ${minute(left_at)}`,
      ].join(", "),
    ),
    events: events
      .map(({ type, source, effect_key, occurred_at }) => {
        const [, session = "", stay, at] = effect_key.split(":");
        if (source !== "zoom") return type;
        if (type.startsWith("waiting")) return [type, minute(occurred_at)].join(" ");
        return [type, short(session), stay, at && minute(new Date(Number(at)))]
          .filter((part) => part !== undefined)
          .join(" ");
      })
      .sort(),
  };
}
