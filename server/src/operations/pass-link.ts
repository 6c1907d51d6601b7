import {
  type LinkWithRole,
  lockLink,
  lockMeeting,
  type MeetingWithPeople,
  passage,
  updateMeeting,
} from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";
import type { Reason } from "../domain/errors.ts";
import type { LinkState } from "../domain/join-window.ts";
import { hashOfToken } from "./issue-link.ts";
import { findLinkedMeeting, type OpenedLink, viewLink } from "./open-link.ts";
import { recordAccess } from "./record-access.ts";
import { encryptedStartUrl, fetchStartUrl, keptStartUrl } from "./start-url.ts";

/** Where somebody goes on to, or why not. */
export type Passage =
  | { kind: "on"; url: string }
  | { kind: "refused"; reason: Reason; link: OpenedLink }
  | { kind: "unknown" };

const refusals = {
  early: "LINK_NOT_OPEN",
  pending: "ZOOM_UNAVAILABLE",
  over: "LINK_EXPIRED",
  cancelled: "LINK_EXPIRED",
  revoked: "LINK_REVOKED",
} as const satisfies Record<Exclude<LinkState, "open">, Reason>;

/**
 * Lets somebody go on from their link to Zoom. Zoom is asked first; then one transaction checks everything once
 * more and writes the passage, so nobody gets in unrecorded or after a change.
 */
export async function passLink(deps: Deps, token: string, requestId: string): Promise<Passage> {
  const found = await findLinkedMeeting(deps, token);
  if (!found) return { kind: "unknown" };
  const first = viewLink(deps, found.link, found.row);
  if (first.state !== "open") return refuse(deps, found.link, first, refusals[first.state], requestId);
  const way = await wayIn(deps, found.link, found.row);
  if (!way) return refuse(deps, found.link, first, "ZOOM_UNAVAILABLE", requestId);

  const passed = await deps.db.transaction().execute(async (trx): Promise<OpenedLink | "on" | "moved"> => {
    const row = await lockMeeting(trx, found.row.id);
    const link = await lockLink(trx, hashOfToken(token));
    if (!row || !link) return "moved";
    const now = viewLink(deps, link, row);
    if (now.state !== "open") return now;
    if (row.zoom_meeting_id !== found.row.zoom_meeting_id) return "moved";
    if (way.fresh) await updateMeeting(trx, row.id, encryptedStartUrl(deps, row.id, way.url, row.now));
    await recordAccess(deps, trx, { action: passage, refusedFor: null, ...accessOf(link, requestId) });
    return "on";
  });
  if (passed === "on") {
    deps.metrics.passages.inc({ state: "open" });
    return { kind: "on", url: way.url };
  }
  if (passed === "moved") return passLink(deps, token, requestId);
  return refuse(
    deps,
    found.link,
    passed,
    passed.state === "open" ? "ZOOM_UNAVAILABLE" : refusals[passed.state],
    requestId,
  );
}

async function wayIn(
  deps: Deps,
  link: LinkWithRole,
  row: MeetingWithPeople,
): Promise<{ url: string; fresh: boolean } | null> {
  if (row.zoom_meeting_id === null || row.join_url === null) return null;
  if (link.role === "participant") {
    const place = { record: "zoom_meetings", column: "join_url", id: row.id };
    return { url: deps.encryption.decrypt(place, row.join_url), fresh: false };
  }
  const fresh = await fetchStartUrl(deps, row.zoom_meeting_id);
  if (fresh) return { url: fresh, fresh: true };
  const kept = keptStartUrl(deps, row);
  return kept === null ? null : { url: kept, fresh: false };
}

async function refuse(
  deps: Deps,
  link: LinkWithRole,
  opened: OpenedLink,
  reason: Reason,
  requestId: string,
): Promise<Passage> {
  deps.metrics.passages.inc({ state: opened.state });
  await recordAccess(deps, deps.db, { action: passage, refusedFor: reason, ...accessOf(link, requestId) });
  return { kind: "refused", reason, link: opened };
}

const accessOf = (link: LinkWithRole, requestId: string) => ({
  meetingId: link.meeting_id,
  participantId: link.participant_id,
  linkId: link.link_id,
  requestId,
});
