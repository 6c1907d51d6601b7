import { type Db, isZoomSilent, noteWebhookHealth } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import { healthKeys } from "../../telemetry/webhook-health-keys.ts";

/** Zoom delivers at once; after this long without a delivery something is wrong. */
const silentAfterSeconds = 60;

/** Whether Zoom delivers nothing at present, though somebody went on to it or a query shows a session. */
export const zoomIsSilent = ({ config }: Pick<Deps, "config">, db: Db): Promise<boolean> =>
  isZoomSilent(db, {
    ...config.joinWindow,
    afterSeconds: silentAfterSeconds,
    keys: { delivery: healthKeys.delivery, unreported: healthKeys.unreported },
  });

/** A query shows a session of which nothing was delivered. */
export const noteUnreportedSession = (db: Db): Promise<void> =>
  noteWebhookHealth(db, [{ key: healthKeys.unreported, agoMs: 0 }]);
