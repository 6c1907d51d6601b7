import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { readPostmaster } from "./postmaster.ts";
import { processAlive } from "./process-alive.ts";

const pollMs = 10;
const lookAgainMs = 30;
const looks = 10;
const shutdownTimeoutMs = 30_000;
const lastBreathMs = 2_000;

/** Stops PostgreSQL in order, unless somebody else is connected. Says whether it stopped. */
export async function stopCluster({
  pid,
  url,
  dataDir,
}: {
  pid: number;
  url: string;
  dataDir: string;
}): Promise<boolean> {
  if (!processAlive(pid)) return true;
  if (await othersConnected(url)) return false;
  process.kill(pid, "SIGINT");
  for (const deadline = Date.now() + shutdownTimeoutMs; Date.now() < deadline; await wait(pollMs)) {
    if (!processAlive(pid)) return true;
    if ((await readPostmaster(dataDir))?.pid !== pid) return lastBreath(pid);
  }
  throw new Error(`PostgreSQL (pid ${pid}) did not stop within ${shutdownTimeoutMs / 1000} seconds`);
}

/** Its pid file is gone, it follows at once; one whose parent never looks stays listed for ever. */
async function lastBreath(pid: number): Promise<true> {
  for (const deadline = Date.now() + lastBreathMs; Date.now() < deadline && processAlive(pid); )
    await wait(pollMs);
  return true;
}

async function othersConnected(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    // A connection that was just closed stays listed for a moment.
    for (let look = 0; look < looks; look++) {
      const { rows } = await client.query(
        "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1",
      );
      if (rows.length === 0) return false;
      await wait(lookAgainMs);
    }
    return true;
  } finally {
    await client.end();
  }
}
