import { type MeetingWithPeople, selectMeetings } from "@patientcare/zoom-db";
import type { ListMeetings, Meeting } from "../../contract/meetings.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { DomainError } from "../../domain/errors.ts";
import { describeError } from "../../telemetry/log.ts";
import { ownerOf, requirePermission } from "./require-meeting.ts";
import { unreadableTopic } from "./stored-topic.ts";
import { viewMeeting } from "./view-meeting.ts";

/** Live meetings by start time and id, those in the archive left out; `nextCursor` goes on where this page ended. */
export async function listMeetings(
  deps: Deps,
  actor: Actor,
  { limit, cursor, ...input }: ListMeetings,
): Promise<{ items: Meeting[]; nextCursor: string | null }> {
  if (input.attention) requirePermission(actor, "meetings.get:attention");
  const owner = requirePermission(actor, "meetings.list") === "own" ? ownerOf(deps, actor) : null;
  const rows = await selectMeetings(deps.db, {
    ...input,
    ...(owner && { owner }),
    ...(cursor !== undefined && { after: readCursor(cursor) }),
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => viewListed(deps, actor, row)),
    nextCursor: rows.length > limit && last ? writeCursor(last.start_time, last.id) : null,
  };
}

/** One row that cannot be read takes no other of its page with it. */
function viewListed(deps: Deps, actor: Actor, row: MeetingWithPeople): Meeting {
  try {
    return viewMeeting(deps, actor, row);
  } catch (error) {
    deps.log.error({ meetingId: row.id, ...describeError(error) }, "A meeting of a list cannot be read");
    return viewMeeting(deps, actor, row, {
      topic: unreadableTopic,
      participantName: null,
      participantEmail: null,
    });
  }
}

const writeCursor = (startTime: Date, id: string) =>
  Buffer.from(`${startTime.toISOString()} ${id}`).toString("base64url");

function readCursor(cursor: string): { startTime: Date; id: string } {
  const [, time, id] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      Buffer.from(cursor, "base64url").toString("latin1"),
    ) ?? [];
  const startTime = new Date(time ?? "");
  if (!id || Number.isNaN(startTime.getTime())) {
    const message = "is not a cursor of ours: use nextCursor of the page before";
    throw new DomainError("VALIDATION_ERROR", "The input does not fit: cursor", {
      issues: [{ path: "cursor", message }],
    });
  }
  return { startTime, id };
}
