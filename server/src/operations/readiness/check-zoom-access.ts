import type { Deps } from "../../deps.ts";
import { ZoomError } from "../../zoom/errors.ts";
import { missingScopes } from "../../zoom/required-scopes.ts";

/**
 * Asks Zoom for a token, and compares the scopes that it names with those that the service needs. What is wrong is told in
 * the log, in the readiness details and in metrics; nothing is thrown, since Zoom may be away.
 */
export async function checkZoomAccess({ zoom, zoomState }: Pick<Deps, "zoom" | "zoomState">): Promise<void> {
  try {
    const granted = await zoom.grantedScopes();
    if (granted) zoomState.noteMissing(missingScopes(granted));
  } catch (error) {
    // Refused credentials and an absent Zoom have been noted with the call itself.
    if (!(error instanceof ZoomError)) throw error;
  }
}
