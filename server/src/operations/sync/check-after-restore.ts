import { hostsEverUsed, makeWantedDue } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { eraseReturned } from "../privacy/erase-patient.ts";
import { runScheduledTask } from "../upkeep/run-scheduled-task.ts";
import { checkRestoredHost } from "./check-restored-host.ts";

const hostsAtOnce = 8;
const retryAfterSeconds = 60;
const noSuchUser = new Set<number | string>([1001, 1010, 1120, 3161]);

/**
 * After a restore the database may not know what was made at Zoom since: every host that may hold meetings of ours is
 * listed once, and their markers decide. Patients who were erased since are erased again. Then every meeting that is wanted is compared with Zoom.
 */
export const checkAfterRestore = (deps: Deps): Promise<void> =>
  runScheduledTask(deps, "check-after-restore", async (shouldStop) => {
    const hosts = await hostsEverUsed(deps.db);
    let unsettled = 0;
    for (let from = 0; from < hosts.length && !shouldStop(); from += hostsAtOnce) {
      const results = await Promise.all(
        hosts.slice(from, from + hostsAtOnce).map((host) => isSettled(deps, host)),
      );
      unsettled += results.filter((settled) => !settled).length;
    }
    await eraseReturned(deps);
    await makeWantedDue(deps.db);
    deps.log.info({ event: "check-after-restore", count: hosts.length }, "Listed every host after a restore");
    return { finished: unsettled === 0 && !shouldStop(), retryAfterSeconds };
  });

async function isSettled(deps: Deps, host: string): Promise<boolean> {
  try {
    return await checkRestoredHost(deps, host);
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    return error.failure.kind === "rejected" && noSuchUser.has(error.failure.code);
  }
}
