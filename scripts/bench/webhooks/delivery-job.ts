export type DeliveryJob = {
  url: string;
  secret: string;
  connections: number;
  /** Answered as well, but not measured. */
  warmUpSeconds: number;
  seconds: number;
  /** Deliveries that come in each second, whether earlier ones are answered or not; null: as fast as they are answered. */
  perSecond: number | null;
  /** How many are signed before the clock runs. */
  signedBefore: number;
};

export type DeliveryFigures = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** All that were answered with 200, the warm-up's as well. */
  kept: number;
  errors: number;
  /** How many had to be signed while the clock ran. */
  signedLate: number;
};
