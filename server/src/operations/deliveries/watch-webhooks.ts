import { alertOnce, countRunningVisits, type HealthTime, readWebhookHealth } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import {
  type Alarm,
  alarmNames,
  alarmsOf,
  silentAfterMinutes,
  type WebhookHealth,
} from "../../domain/webhook-alarms.ts";
import { healthKeys, secretPrefix } from "../../telemetry/webhook-health-keys.ts";

const visitsRunForMinutes = 10;

const alertTexts = {
  silent: {
    begins:
      "Zoom has delivered nothing for 15 minutes although visits run: check the app's event subscription and the way to this address. Visits are asked for at Zoom meanwhile",
    ends: "Zoom delivers again",
  },
  "validation-overdue": {
    begins:
      "Zoom has not validated the webhook's address for 80 hours (it does every 72): validate it in the app's event subscription, or Zoom stops delivering",
    ends: "Zoom has validated the webhook's address again",
  },
  "signatures-refused": {
    begins:
      "Deliveries are refused for their signature, and none held since: ZOOM_WEBHOOK_SECRET must hold the secret token that the app shows now",
    ends: "The signatures of deliveries hold again",
  },
} as const satisfies Record<Alarm["name"], { begins: string; ends: string }>;

/** Tells operators when deliveries stay out, once for each trouble and by one process, and once when it is over. */
export async function watchWebhooks({ db, log }: Pick<Deps, "db" | "log">): Promise<void> {
  const known = await readWebhookHealth(db);
  const secrets = [...known].filter(([key]) => key.startsWith(secretPrefix)).map(([, time]) => time);
  const last = (key: string): HealthTime | null => known.get(key) ?? null;
  const health: WebhookHealth = {
    delivery: last(healthKeys.delivery),
    validation: last(healthKeys.validation),
    refused: last(healthKeys.refused),
    success: secrets.sort((a, b) => a.secondsAgo - b.secondsAgo)[0] ?? null,
    runningVisits: 0,
  };
  const quiet = health.delivery === null || health.delivery.secondsAgo > silentAfterMinutes * 60;
  if (quiet) health.runningVisits = await countRunningVisits(db, visitsRunForMinutes);

  for (const { name, since } of alarmsOf(health)) {
    if (await alertOnce(db, `told:${name}`, since))
      log.warn({ event: name, count: health.runningVisits }, alertTexts[name].begins);
  }
  const good = {
    silent: health.delivery,
    "validation-overdue": health.validation,
    "signatures-refused": health.success,
  } as const satisfies Record<Alarm["name"], HealthTime | null>;
  for (const name of alarmNames) {
    const alertedAt = last(`told:${name}`);
    const isOver = alertedAt !== null && good[name] !== null && good[name].at > alertedAt.at;
    if (isOver && (await alertOnce(db, `ended:${name}`, alertedAt.at)))
      log.info({ event: name }, alertTexts[name].ends);
  }
}
