import { findAppointment, lockAppointment, lockMeeting, type MeetingWithPeople } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { isDeferred } from "../../domain/attention.ts";
import { transact } from "../transact.ts";
import { applyIncoming } from "./apply-incoming.ts";
import { askWhetherRunning, isSomebodyInside } from "./ask-whether-running.ts";
import { readContent } from "./stored-content.ts";

/**
 * Applies the platform's newest message to a visit for which it was put off, once nobody is inside any more. True when
 * it was applied.
 */
export async function applyDeferred(deps: Deps, found: MeetingWithPeople): Promise<boolean> {
  if (!isDeferred(found) || found.status === "started") return false;
  const answer = await askWhetherRunning(deps, found);
  const isApplied = await transact(deps, async (trx) => {
    await lockAppointment(trx, found.appointment_id);
    const row = await lockMeeting(trx, found.id);
    const appointment = row && (await findAppointment(trx, row.appointment_id));
    if (!row || !appointment || !isDeferred(row)) return false;
    if (await isSomebodyInside(deps, trx, row, answer)) return false;
    const content = readContent(deps, appointment, "incoming");
    if (!content) return false;
    const event = { at: row.now, source: "platform" } as const;
    const put = { before: content, received: null, answer, now: row.now, event };
    await applyIncoming({ deps, trx, appointment, row, content, ...put });
    return true;
  });
  if (isApplied) deps.wakeSync(found.id);
  return isApplied;
}
