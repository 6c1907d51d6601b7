import autocannon from "autocannon";
import { answerLoadJob } from "./answer-load-job.ts";
import { percentile } from "./percentile.ts";
import type { LoadFigures, LoadJob } from "./run-load.ts";

// Started by run-load.ts.
answerLoadJob(measure);

async function measure(job: LoadJob): Promise<LoadFigures> {
  const shares = shareOut(job.requests, job.connections);
  const measuredFrom = performance.now() + job.warmUpSeconds * 1000;
  const durations: number[] = [];
  let answers = 0;
  let lastAt = measuredFrom;
  const duration = job.warmUpSeconds + job.seconds;
  const { promise: ended, resolve, reject } = Promise.withResolvers<autocannon.Result>();
  const options = {
    url: job.url,
    connections: job.connections,
    duration,
    // It looks whether the time is over once in this many milliseconds.
    sampleInt: Math.min(1_000, duration * 1_000),
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
