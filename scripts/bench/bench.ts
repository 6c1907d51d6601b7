export type BenchOptions = {
  /** How long each round lasts, after its warm-up. */
  seconds: number;
  connections: number;
  rounds: number;
  /** Rounds that every server answers before the first one is measured. */
  warmUpRounds: number;
  /** Megabytes of write-ahead log that are made ready. */
  wal: number;
  /** How many rows there are; each bench has a default of its own. */
  rows?: number;
  /** How long the soak lasts. */
  minutes: number;
};

export type BenchReport = {
  /** For people: tables and what they mean. */
  lines: string[];
  /** The same for programs. */
  figures: Record<string, unknown>;
};

/** One thing that can be measured. `say` reports progress. @throws Error when an answer was not as it must be */
export type Bench = {
  about: string;
  run(options: BenchOptions, say: (line: string) => void): Promise<BenchReport>;
};
