import type { Overview } from "../../contract/stats.ts";
import type { Metrics } from "../../telemetry/metrics.ts";

/** Calls by the upper end of their bucket, ascending; the last one has no end. */
type Buckets = ReadonlyMap<number, number>;

/**
 * Response times and errors of this process since it started. Calls of the statistics are left out, so that asking
 * twice gives the same answer.
 */
export async function readCallFigures({
  callDuration,
}: Pick<Metrics, "callDuration">): Promise<Pick<Overview, "responseTimes" | "errorsByReason">> {
  const { values } = await callDuration.get();
  const ofCalls = values.filter(({ labels }) => !String(labels.procedure).startsWith("stats."));
  const buckets = ofCalls.filter(({ metricName }) => metricName?.endsWith("_bucket"));
  const counts: Record<string, number> = {};
  for (const { metricName, labels, value } of ofCalls) {
    // Series of failures that never happened begin with 0.
    if (!metricName?.endsWith("_count") || labels.reason === "OK" || value === 0) continue;
    counts[String(labels.reason)] = (counts[String(labels.reason)] ?? 0) + value;
  }
  const byProcedure = [...Map.groupBy(buckets, ({ labels }) => String(labels.procedure))]
    .sort()
    .map(([name, ofProcedure]) => [name, timesOf(sumOf(ofProcedure))] as const);
  return {
    responseTimes: {
      scope: "process",
      ...timesOf(sumOf(buckets)),
      byProcedure: Object.fromEntries(byProcedure.filter(([, { calls }]) => calls > 0)),
    },
    errorsByReason: { scope: "process", counts },
  };
}

/** Prometheus' buckets hold all calls up to their end. */
function sumOf(
  values: readonly { labels: Partial<Record<string, string | number>>; value: number }[],
): Buckets {
  const sums = new Map<number, number>();
  for (const { labels, value } of values) {
    const end = labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le);
    sums.set(end, (sums.get(end) ?? 0) + value);
  }
  return new Map([...sums].sort(([one], [other]) => one - other));
}

const timesOf = (buckets: Buckets) => ({
  calls: [...buckets.values()].at(-1) ?? 0,
  median: quantile(buckets, 0.5),
  p95: quantile(buckets, 0.95),
});

/** Estimated like Prometheus' histogram_quantile: calls are taken to lie evenly within their bucket. */
function quantile(buckets: Buckets, share: number): number | null {
  const total = [...buckets.values()].at(-1) ?? 0;
  if (total === 0) return null;
  let [from, before] = [0, 0];
  for (const [end, count] of buckets) {
    if (count >= total * share) {
      return end === Number.POSITIVE_INFINITY
        ? from
        : from + (end - from) * ((total * share - before) / (count - before));
    }
    [from, before] = [end, count];
  }
  return from;
}
