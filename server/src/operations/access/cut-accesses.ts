import { cutAccessLog } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

const mostRowsAtOnce = 20_000;

/** Takes rows off the access log that are older than ACCESS_LOG_DAYS, up to a signed head. */
export async function cutAccesses({
  db,
  log,
  isDraining,
}: Pick<Deps, "db" | "isDraining" | "log">): Promise<void> {
  while (!isDraining()) {
    const count = await cutAccessLog(db, mostRowsAtOnce);
    if (count === 0) return;
    log.info({ event: "access-log-cut", count }, "Old rows left the access log");
  }
}
