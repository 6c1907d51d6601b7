import autocannon from "autocannon";
import type { LoadFigures, LoadJob } from "./load-job.ts";
import { percentile } from "./percentile.ts";

// Started by put-load.ts: in a process of its own, so that nothing but the load shares its event loop.
process.once("message", async (job: LoadJob) => {
  process.send?.(await measure(job), () => process.disconnect());
});

async function measure(job: LoadJob): Promise<LoadFigures> {
  const shares = shareOut(job.requests, job.connections);
  const measuredFrom = performance.now() + job.warmUpSeconds * 1000;
  const durations: number[] = [];
  let answers = 0;
  let lastAt = measuredFrom;
  const { promise: ended, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const options = {
    url: job.url,
    connections: job.connections,
    duration: job.warmUpSeconds + job.seconds,
    setupClient: (client: autocannon.Client) => client.setRequests(shares.pop() ?? job.requests),
  };
  const run = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)));
  // autocannon's own histogram counts whole milliseconds, which are too coarse here.
  run.on("response", (_client, _status, _bytes, durationMs) => {
    answers++;
    const now = performance.now();
    if (now < measuredFrom) return;
    durations.push(durationMs);
    lastAt = now;
  });
  const { errors, non2xx } = await ended;
  const sorted = Float64Array.from(durations).sort();
  return {
    requestsPerSecond: sorted.length === 0 ? 0 : sorted.length / ((lastAt - measuredFrom) / 1000),
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    answers,
    errors: errors + non2xx,
  };
}

function shareOut<Request>(requests: readonly Request[], connections: number): Request[][] {
  return Array.from({ length: connections }, (_, share) => {
    const own = requests.filter((_request, index) => index % connections === share);
    return own.length > 0 ? own : [...requests];
  });
}
