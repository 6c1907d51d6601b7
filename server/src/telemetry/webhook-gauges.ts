import type { HealthTime } from "@patientcare/zoom-db";
import { Gauge, type Registry } from "prom-client";
import { healthKeys } from "./webhook-health-keys.ts";

type ReadHealth = () => Promise<ReadonlyMap<string, HealthTime>>;

/**
 * Gauges of when something last happened, over all processes; NaN: never, or not known now. `secretKeys` are in the order of
 * ZOOM_WEBHOOK_SECRET: a label tells the place of a secret, never the secret.
 */
export function exposeWebhookHealth(
  registry: Registry,
  read: ReadHealth,
  secretKeys: readonly string[],
): void {
  const registers = [registry];
  let reading: ReturnType<ReadHealth> | undefined;
  // One read for all gauges of a scrape.
  const secondsSince = async (key: string): Promise<number> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading.then(
      (known) => known.get(key)?.secondsAgo ?? Number.NaN,
      () => Number.NaN,
    );
  };
  new Gauge({
    name: "patientcare_zoom_webhook_last_delivery_seconds",
    help: "Seconds since a delivery of Zoom's was last kept",
    registers,
    async collect() {
      this.set(await secondsSince(healthKeys.delivery));
    },
  });
  new Gauge({
    name: "patientcare_zoom_webhook_url_validation_seconds",
    help: "Seconds since Zoom last validated the webhook's address; it does every 72 hours",
    registers,
    async collect() {
      this.set(await secondsSince(healthKeys.validation));
    },
  });
  new Gauge({
    name: "patientcare_zoom_webhook_success_seconds",
    help: "Seconds since a signature last held, by the place of the secret in ZOOM_WEBHOOK_SECRET",
    labelNames: ["secret"],
    registers,
    async collect() {
      for (const [index, key] of secretKeys.entries()) {
        this.set({ secret: String(index + 1) }, await secondsSince(key));
      }
    },
  });
}
