import { resolve } from "node:path";
import { askLoadProcess } from "../ask-load-process.ts";
import type { DeliveryFigures, DeliveryJob } from "./delivery-job.ts";

const script = resolve(import.meta.dirname, "delivery-process.ts");

/** Delivers to a server from another process. @throws Error when any delivery was not kept */
export async function putDeliveries(job: DeliveryJob): Promise<DeliveryFigures> {
  const figures = await askLoadProcess<DeliveryFigures>(script, job);
  const { kept, errors } = figures;
  if (errors > 0) throw new Error(`${errors} deliveries to ${job.url} were not kept: nothing was measured`);
  if (kept === 0) throw new Error(`${job.url} kept nothing: nothing was measured`);
  return figures;
}
