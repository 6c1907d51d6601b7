import { acquireTask, extendTask, releaseTask, type TaskLease } from "@patientcare/zoom-db";
import type { ScheduledTask } from "@patientcare/zoom-db/unions";
import type { Deps } from "../../deps.ts";

const extendEveryMs = 20_000;

/**
 * Runs a task when it is due, in one of the processes that work. One that stops early leaves the rest to another process
 * once `retryAfterSeconds` have passed, one that dies when its lease has ended.
 */
export async function runScheduledTask(
  deps: Pick<Deps, "db" | "isDraining">,
  name: ScheduledTask,
  work: (shouldStop: () => boolean) => Promise<{ finished: boolean; retryAfterSeconds?: number }>,
): Promise<void> {
  let lease: TaskLease | undefined = await acquireTask(deps.db, name);
  if (lease === undefined) return;
  const extension = setInterval(async () => {
    lease &&= await extendTask(deps.db, name, lease).catch(() => lease);
  }, extendEveryMs);
  let result: Awaited<ReturnType<typeof work>> = { finished: false };
  try {
    result = await work(() => deps.isDraining() || lease === undefined);
  } finally {
    clearInterval(extension);
    if (lease !== undefined) await releaseTask(deps.db, name, lease, result);
  }
}
