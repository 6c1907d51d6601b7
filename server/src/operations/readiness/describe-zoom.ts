import type { ZoomState } from "../../telemetry/zoom-state.ts";
import { fine, type ReadinessCheck } from "./check-readiness.ts";

/** Zoom's state for the details of readiness. It drains no replica: without Zoom bookings wait, and links are handed out. */
export function describeZoom(zoomState: Pick<ZoomState, "read">): ReadinessCheck {
  const { reachable, credentialsRefused, missingScopes, secondsSinceSuccess } = zoomState.read();
  if (!reachable)
    return { ok: false, says: "does not answer: see status.zoom.us, and the network to ZOOM_API_URL" };
  if (credentialsRefused) {
    const says = "refuses our credentials: check ZOOM_API_KEY, ZOOM_API_SECRET and ZOOM_ACCOUNT_ID";
    return { ok: false, says };
  }
  const [lacking] = missingScopes;
  if (lacking) {
    const [endpoint, scopes] = lacking;
    return { ok: false, says: `the app lacks a scope for ${endpoint}: add one of ${scopes.join(", ")}` };
  }
  if (secondsSinceSuccess === null) return { ok: true, says: "not called yet" };
  return { ...fine, says: `ok, last good call ${Math.round(secondsSinceSuccess)} s ago` };
}
