import { resolve } from "node:path";
import { runLoadProcess } from "../run-load-process.ts";

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
  stored: number;
  errors: number;
  /** How many had to be signed while the clock ran. */
  signedLate: number;
};

const deliveryScript = resolve(import.meta.dirname, "delivery-process.ts");

/** Delivers to a server from another process. @throws Error when any delivery was not stored */
export async function sendDeliveries(job: DeliveryJob): Promise<DeliveryFigures> {
  const figures = await runLoadProcess<DeliveryFigures>(deliveryScript, job);
  const { stored, errors } = figures;
  if (errors > 0) throw new Error(`${errors} deliveries to ${job.url} were not stored: nothing was measured`);
  if (stored === 0) throw new Error(`${job.url} stored nothing: nothing was measured`);
  return figures;
}
