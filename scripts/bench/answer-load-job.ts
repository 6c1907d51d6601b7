/**
 * Runs in a load generator's process: measures the one job that its parent sends, and answers with the figures. It is a
 * process of its own so that nothing but the load shares its event loop, and it ends with its parent.
 */
export function answerLoadJob<Job, Figures>(measure: (job: Job) => Promise<Figures>): void {
  process.once("disconnect", () => process.exit());
  process.once("message", async (job: Job) => {
    process.send?.(await measure(job), () => process.disconnect());
  });
}
