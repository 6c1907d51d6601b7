/** The counters of the cells, each under its place in this list, from 1 on; the migration writes them. */
const counters = [
  "total",
  "pending",
  "scheduled",
  "started",
  "ended",
  "cancelled",
  "missed",
  "failed",
  "held",
  "patientAbsent",
  "doctorAbsent",
  "bothAbsent",
  "technical",
  "unknown",
  "everScheduled",
  "creationFailed",
  "togetherKnown",
  "startedWithin5",
  "waitedOver15",
  "overridden",
  "needingAttention",
  "couldNotGetIn",
] as const;
const measures = ["waiting", "together", "confirmToLink"] as const;

type Counter = (typeof counters)[number];
type Measure = (typeof measures)[number];

/** How often each duration was measured, by its bucket, in ascending order. */
export type Histogram = readonly (readonly [bucket: number, count: number])[];

/** Greater than every key of a cell. */
export const endOfKeys = (measures.length + 1) * 1000;

/** The counts of a set of meetings. */
export interface MeetingCounts {
  counts: Record<Counter, number>;
  histograms: Record<Measure, Histogram>;
}

function emptyCounts() {
  return {
    counts: Object.fromEntries(counters.map((name) => [name, 0])) as Record<Counter, number>,
    histograms: Object.fromEntries(measures.map((name) => [name, []])) as unknown as Record<
      Measure,
      [number, number][]
    >,
  };
}

/** Reads the count of each of these keys, which come in ascending order; a count of nothing is none. */
export function countsOfKeys(keys: Iterable<number>, countOf: (key: number) => number): MeetingCounts {
  const read = emptyCounts();
  for (const key of keys) {
    const count = countOf(key);
    if (count === 0) continue;
    const counter = counters[key - 1];
    if (counter) read.counts[counter] = count;
    const measure = measures[Math.floor(key / 1000) - 1];
    if (measure) read.histograms[measure].push([key % 1000, count]);
  }
  return read;
}

/** The counts of no meeting. */
export const noMeetings: MeetingCounts = emptyCounts();

const firstBucketSeconds = 0.001;
const bucketGrowth = 1.05;

/** The duration in the middle of a bucket: no duration of the bucket differs from it by more than 2.5 %. */
export const secondsOfBucket = (bucket: number): number =>
  bucket === 0 ? 0 : firstBucketSeconds * bucketGrowth ** (bucket - 0.5);
