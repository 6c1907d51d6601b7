import { startTemporaryCluster } from "./temporary-cluster.ts";

// Started by start-cluster.ts: a process that removes its cluster once its parent disconnects or has ended, however that
// ended. Without it a parent that is killed would leave PostgreSQL and its files behind.
process.once("message", async ({ prefix, settings }) => {
  const cluster = await startTemporaryCluster(prefix, settings);
  const end = () => {
    cluster.remove();
    process.exit();
  };
  if (!process.connected) return end();
  process.once("disconnect", end);
  process.on("message", async () => {
    await cluster.restartAtOnce();
    process.send?.("restarted");
  });
  process.send?.(cluster.url);
});
