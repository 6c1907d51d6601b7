import type { Deps } from "../../deps.ts";
import { findMarker } from "../../domain/marker.ts";
import type { CallOptions } from "../../zoom/call-limits.ts";
import { ZoomError } from "../../zoom/errors.ts";

/**
 * Looks at a meeting at Zoom that a reference says is ours: without our deployment's marker it is not, and is left alone.
 * One that Zoom does not show has no marker to keep to: the answer to the deletion decides, which also proves that it runs.
 */
export async function isLeftAlone(
  { config, zoom }: Pick<Deps, "config" | "zoom">,
  zoomMeetingId: string,
  limits: CallOptions,
): Promise<boolean> {
  try {
    const { topic, agenda } = await zoom.getMarkedTexts(zoomMeetingId, limits);
    return findMarker(config.deploymentId, topic, agenda) === null;
  } catch (error) {
    if (error instanceof ZoomError && error.failure.kind === "not-found") return false;
    throw error;
  }
}
