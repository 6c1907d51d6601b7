import { startTemporaryCluster } from "@patientcare/zoom-embedded-postgres/temporary-cluster.ts";

// Started by start-cluster.ts: a process that removes its cluster when it is asked to or when its parent has ended, however
// that ended. Without it a killed bench would leave PostgreSQL and some gigabytes behind.
process.once("message", async ({ prefix, settings }) => {
  const cluster = await startTemporaryCluster(prefix, settings);
  const end = () => {
    cluster.remove();
    process.exit();
  };
  if (!process.connected) return end();
  process.once("disconnect", end);
  process.send?.(cluster.url);
});
