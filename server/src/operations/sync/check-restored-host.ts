import {
  closeAttempt,
  type Database,
  deleteAgain,
  insertAttempt,
  isKnownZoomId,
  type KnownMeeting,
  knownMeetings,
  lockMeetingRow,
  lockZoomId,
  makeDue,
  markDeleting,
  readClock,
  readRestoredFrom,
  requeueUnmatched,
  updateMeetingRow,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { findMarker, markerOf } from "../../domain/marker.ts";
import { newId } from "../../new-id.ts";
import type { ZoomListedMeeting } from "../../zoom/answers.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { transact } from "../transact.ts";
import { addMs } from "./sync-run.ts";

// A meeting may have been made again some times since the backup.
const generationsAhead = 8;
const clockLeewayMs = 5 * 60_000;
const alreadyEnded = 3007;

interface Marked extends ZoomListedMeeting {
  marker: string;
}

/**
 * Lists one host after a restore. Meetings of appointments that we know are adopted or deleted, those that were made after
 * the backup for appointments that we do not know are deleted: no link leads there any more. False while one still runs.
 */
export async function checkRestoredHost(deps: Deps, host: string): Promise<boolean> {
  const { deploymentId } = deps.config;
  const listed = await deps.zoom.listMeetings(host);
  const ours = listed.flatMap((meeting): Marked[] => {
    const marker = findMarker(deploymentId, meeting.topic, meeting.agenda);
    return marker === null ? [] : [{ ...meeting, marker }];
  });
  if (ours.length === 0) return true;
  const byMarker = await markersOf(deps);
  const restoredFrom = await readRestoredFrom(deps.db);
  // The newest generation first: those before it are extras then.
  const generationOf = ({ marker }: Marked) => byMarker.get(marker)?.generation ?? 0;
  ours.sort((one, other) => generationOf(other) - generationOf(one));
  let settled = true;
  for (const meeting of ours) {
    const known = byMarker.get(meeting.marker);
    if (await isOfOurReferences(deps, meeting)) continue;
    if (known) await takeIn(deps, host, meeting, known);
    else if (isMadeAfter(meeting, restoredFrom)) settled = (await deleteUnknown(deps, meeting)) && settled;
    else deps.log.warn({ event: "foreign-marker" }, "A Zoom meeting carries our marker and is none of ours");
  }
  return settled;
}

async function markersOf({ db, config }: Deps): Promise<Map<string, KnownMeeting>> {
  const markers = new Map<string, KnownMeeting>();
  for (const meeting of await knownMeetings(db)) {
    for (let generation = 1; generation <= meeting.generation + generationsAhead; generation += 1) {
      const marker = markerOf(config.deploymentId, meeting.appointment_id, generation);
      markers.set(marker, { ...meeting, generation });
    }
  }
  return markers;
}

/** An id that we know keeps its place; one that counts as deleted lives after all, and is deleted again. */
const isOfOurReferences = ({ db }: Deps, { id }: Marked): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    if (!(await isKnownZoomId(trx, id))) return false;
    await deleteAgain(trx, id, await readClock(trx));
    return true;
  });

async function takeIn(
  deps: Deps,
  host: string,
  found: Marked,
  { id, generation }: KnownMeeting,
): Promise<void> {
  await transact(deps, async (trx) => {
    const row = await lockMeetingRow(trx, id);
    await lockZoomId(trx, found.id);
    if (!row || (await isKnownZoomId(trx, found.id))) return;
    const isWanted = row.status === "pending" || row.status === "scheduled" || row.status === "started";
    const isNewer = generation > row.generation;
    const isAwaited = generation === row.generation && row.zoom_meeting_id === null;
    const isAtItsHost = host === (row.zoom_host ?? row.host_email);
    if (isWanted && isAtItsHost && (isNewer || isAwaited)) {
      // Fenced off: a run that holds the row would go on with the earlier generation.
      const revived = {
        generation,
        marker: found.marker,
        synced_revision: 0,
        fence: row.fence + 1,
        lease_until: null,
      };
      if (isNewer) await updateMeetingRow(trx, id, revived);
      await leaveToAdoption(trx, host, found, {
        id,
        generation,
        revision: row.revision,
        fence: row.fence + 1,
      });
    } else {
      await markDeleting(trx, { zoom_meeting_id: found.id, meeting_id: id, generation, host });
    }
    await requeueUnmatched(trx, found.id);
    await makeDue(trx, id);
  });
}

/** As an attempt whose end nobody knows: before another call the reconciliation lists the host, and adopts what it finds. */
async function leaveToAdoption(
  trx: Transaction<Database>,
  host: string,
  { createdAt, marker }: Marked,
  { id, ...attempt }: { id: string; generation: number; revision: number; fence: number },
): Promise<void> {
  const attemptId = newId();
  await insertAttempt(trx, {
    ...attempt,
    id: attemptId,
    meeting_id: id,
    kind: "create",
    host,
    marker,
    ...(createdAt && { sent_at: createdAt }),
  });
  await closeAttempt(trx, attemptId, "unknown", { counted: false });
}

const isMadeAfter = ({ createdAt }: Marked, restoredFrom: Date | null): boolean =>
  restoredFrom !== null && createdAt !== undefined && createdAt >= addMs(restoredFrom, -clockLeewayMs);

/** False where it could not be deleted now. There is no row of ours that could remember it. */
async function deleteUnknown({ zoom, log }: Deps, { id }: Marked): Promise<boolean> {
  try {
    await zoom.deleteMeeting(id);
    log.info({ event: "meeting-deleted" }, "Deleted a meeting that the restored database does not know");
    return true;
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    const { failure } = error;
    return failure.kind === "not-found" || (failure.kind === "rejected" && failure.code === alreadyEnded);
  }
}
