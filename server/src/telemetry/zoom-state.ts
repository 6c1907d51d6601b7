import type { Log } from "./log.ts";

const failuresInARow = 3;

/** The facts of one call to Zoom that tell how Zoom does. */
interface ZoomCallFacts {
  endpoint: string;
  /** `ok`, or the kind of the failure. */
  outcome: string;
  /** Zoom's code of a refusal; `credentials` where it gave no token. */
  code?: number | string;
  /** The scopes of which the app lacks one. */
  scopes?: readonly string[];
}

/** How Zoom does, as far as this process knows. */
interface ZoomCondition {
  /** False while calls in a row got no answer. */
  reachable: boolean;
  /** Null before the first good call. */
  secondsSinceSuccess: number | null;
  credentialsRefused: boolean;
  /** For each endpoint that was refused for it: the scopes of which one is missing. */
  missingScopes: ReadonlyMap<string, readonly string[]>;
}

export interface ZoomState {
  note(call: ZoomCallFacts): void;
  /** Notes the endpoints for which the token that Zoom issued lacks a scope. */
  noteMissing(missing: ReadonlyMap<string, readonly string[]>): void;
  read(): ZoomCondition;
}

const noAnswer = new Set(["unavailable", "unknown-outcome"]);
const credentialCodes = new Set<number | string | undefined>(["credentials", 124, 201]);

/** Follows the calls to Zoom, and tells its troubles once when they begin and once when they are over. */
export function createZoomState(log: Log): ZoomState {
  let failures = 0;
  let unreachableSince: number | null = null;
  let lastSuccess: number | null = null;
  let credentialsRefused = false;
  const missingScopes = new Map<string, readonly string[]>();

  const noteReach = (answered: boolean) => {
    failures = answered ? 0 : failures + 1;
    if (!answered && failures === failuresInARow && unreachableSince === null) {
      unreachableSince = performance.now();
      log.warn(
        { event: "zoom-unavailable" },
        "Zoom does not answer: bookings wait as pending, and are made by themselves when it does. See status.zoom.us, and the network to ZOOM_API_URL",
      );
    } else if (answered && unreachableSince !== null) {
      const seconds = Math.round((performance.now() - unreachableSince) / 1000);
      unreachableSince = null;
      log.info({ event: "zoom-available", seconds }, "Zoom answers again");
    }
  };
  const noteCredentials = ({ outcome, code }: ZoomCallFacts) => {
    const refused = outcome === "rejected" && credentialCodes.has(code);
    if (refused && !credentialsRefused) {
      log.error(
        { event: "zoom-rejected", code: "credentials" },
        "Zoom refuses our credentials: check ZOOM_API_KEY, ZOOM_API_SECRET and ZOOM_ACCOUNT_ID, and that the app is active",
      );
    } else if (credentialsRefused && outcome === "ok") {
      log.info({ event: "zoom-accepted" }, "Zoom accepts our credentials again");
    }
    if (refused || outcome === "ok") credentialsRefused = refused;
  };
  const noteScopes = ({ endpoint, outcome, scopes }: ZoomCallFacts) => {
    if (outcome === "ok") missingScopes.delete(endpoint);
    if (!scopes || missingScopes.has(endpoint)) return;
    missingScopes.set(endpoint, scopes);
    log.error(
      { event: "zoom-rejected", code: "scopes", endpoint, scopes: scopes.join(" or ") },
      "The Zoom app lacks a scope: add one of those named to the app in Zoom's Marketplace and authorise it again",
    );
  };
  return {
    note(call) {
      const answered = !noAnswer.has(call.outcome);
      // A refusal of the token says nothing of the calls themselves, and an answer of any kind says that Zoom is there.
      noteReach(answered);
      if (!answered) return;
      noteCredentials(call);
      noteScopes(call);
      if (call.outcome === "ok") lastSuccess = performance.now();
    },
    noteMissing(missing) {
      for (const [endpoint, scopes] of missing) noteScopes({ endpoint, outcome: "rejected", scopes });
    },
    read: () => ({
      reachable: unreachableSince === null,
      secondsSinceSuccess: lastSuccess === null ? null : (performance.now() - lastSuccess) / 1000,
      credentialsRefused,
      missingScopes,
    }),
  };
}
