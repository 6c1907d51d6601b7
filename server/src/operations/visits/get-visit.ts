import { linkUseOf, readVisit } from "@patientcare/zoom-db";
import type { MeetingById } from "../../contract/meetings.ts";
import type { Visit } from "../../contract/visits.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { isOpen } from "../../domain/join-window.ts";
import { healthKeys } from "../../telemetry/webhook-health-keys.ts";
import { accessOfReading } from "../access/record-access.ts";
import { meetingNotFound, ownerOf, requirePermission } from "../meetings/require-meeting.ts";
import { viewVisit } from "./view-visit.ts";
import { zoomIsSilent } from "./zoom-silence.ts";

/**
 * The story of a visit, live or archived: its people, their stays and waits, its signals and links. It takes two round
 * trips, and a third while its window is open; the access log has it with the first.
 * @throws DomainError FORBIDDEN, MEETING_NOT_FOUND
 */
export async function getVisit(deps: Deps, actor: Actor, { meetingId }: MeetingById): Promise<Visit> {
  const row = await readVisit(deps.db, {
    meetingId,
    owner: requirePermission(actor, "visits.get") === "own" ? ownerOf(deps, actor) : null,
    access: accessOfReading(deps, actor, "visits.get", { meetingId }),
    deliveryKey: healthKeys.delivery,
  });
  if (!row) throw meetingNotFound();
  if (actor.call) actor.call.isLogged = true;
  const slot = { start: row.start_time, duration: row.duration };
  const uses = await linkUseOf(deps.db, [row.id]);
  const silent = isOpen(slot, deps.config.joinWindow, row.now) && (await zoomIsSilent(deps, deps.db));
  const silentSince = silent ? (row.zoom_heard_at ?? row.now) : null;
  return viewVisit(deps, actor.role, { row, uses, silentSince });
}
