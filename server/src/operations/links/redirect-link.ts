import {
  type Database,
  findArchivedLink,
  type LinkWithRole,
  lockLink,
  type MeetingWithPeople,
  redirectAction,
  storeHostUrl,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { Reason } from "../../domain/errors.ts";
import type { LinkState } from "../../domain/join-window.ts";
import { recordAccess } from "../access/record-access.ts";
import { lockMeetingOrArchived } from "../meetings/lock-meeting-or-archived.ts";
import { transact } from "../transact.ts";
import { type FetchedWayIn, fetchWayIn } from "./fetch-way-in.ts";
import { hashOfToken } from "./issue-link.ts";
import { cachedStartUrl, encryptedStartUrl } from "./start-url.ts";
import { findLinkedMeeting, type LinkView, toLinkView } from "./view-link.ts";

/** Where somebody goes on to, or why not. */
export type Redirect =
  | { kind: "redirected"; url: string }
  | { kind: "refused"; reason: Reason; link: LinkView }
  | { kind: "unknown" };

interface Click {
  requestId: string;
  /** A random mark of the browser. */
  device: string;
}

const refusalReasons = {
  early: "LINK_NOT_OPEN",
  pending: "ZOOM_UNAVAILABLE",
  over: "LINK_EXPIRED",
  cancelled: "LINK_EXPIRED",
  revoked: "LINK_REVOKED",
} as const satisfies Record<Exclude<LinkState, "open">, Reason>;

/**
 * Lets somebody go on from their link to Zoom. Zoom is asked first; then one transaction decides on the locked
 * rows and writes the redirect or the refusal, so nobody gets in unrecorded or after a change. Somebody who is turned away
 * while Zoom has no room for them is refused as ZOOM_UNAVAILABLE: it was us who turned them away.
 */
export async function redirectLink(
  deps: Deps,
  token: string,
  { requestId, device }: Click,
): Promise<Redirect> {
  const found = await findLinkedMeeting(deps, token);
  if (!found) return { kind: "unknown" };
  const fetched = await fetchWayIn(deps, found.link, found.row);
  const redirected = await transact(deps, async (trx): Promise<Redirect> => {
    const row = await lockMeetingOrArchived(trx, found.row.id);
    const hash = hashOfToken(token);
    const link = (await lockLink(trx, hash)) ?? (await findArchivedLink(trx, hash));
    if (!row || !link) return { kind: "unknown" };
    const opened = toLinkView(deps, link, row);
    const url = opened.state === "open" ? await wayIn(deps, trx, link, row, fetched) : null;
    const reason = opened.state === "open" ? "ZOOM_UNAVAILABLE" : refusalReasons[opened.state];
    await recordAccess(deps, trx, {
      action: redirectAction,
      refusedFor: url === null ? reason : null,
      meetingId: link.meeting_id,
      participantId: link.participant_id,
      linkId: link.link_id,
      persons: [link.kind],
      requestId,
      device,
    });
    return url === null ? { kind: "refused", reason, link: opened } : { kind: "redirected", url };
  });
  tellRedirect(deps, redirected, { requestId, meetingId: found.row.id, role: found.link.role });
  return redirected;
}

function tellRedirect(
  { log, metrics }: Deps,
  redirected: Redirect,
  click: { requestId: string; meetingId: string; role: string },
): void {
  if (redirected.kind === "unknown") return;
  const { kind } = redirected;
  metrics.linkRedirects.inc({ state: kind === "refused" ? redirected.reason : kind });
  if (kind === "redirected") log.info({ event: "link-redirected", ...click }, "Somebody went on to Zoom");
  else
    log.info(
      { event: "link-refused", reason: redirected.reason, ...click },
      "Somebody could not go on to Zoom",
    );
}

/** The way into Zoom by the locked row: one fetched for another meeting than it refers to now is worth nothing. */
async function wayIn(
  deps: Deps,
  trx: Transaction<Database>,
  link: LinkWithRole,
  row: MeetingWithPeople,
  fetched: FetchedWayIn | null,
): Promise<string | null> {
  if (row.zoom_meeting_id === null || row.join_url === null) return null;
  if (fetched?.zoomMeetingId === row.zoom_meeting_id && fetched.gone) return null;
  if (link.role === "participant") {
    const place = { record: "zoom_meetings", column: "join_url", id: row.id };
    return deps.encryption.decrypt(place, row.join_url);
  }
  if (fetched?.zoomMeetingId !== row.zoom_meeting_id) return cachedStartUrl(deps, row);
  if (fetched.url === null) return cachedStartUrl(deps, row);
  await storeHostUrl(
    trx,
    row.id,
    row.zoom_meeting_id,
    encryptedStartUrl(deps, row.id, fetched.url, fetched.at),
  );
  return fetched.url;
}
