import { type Db, nextHosts } from "@patientcare/zoom-db";
import type { Config } from "@patientcare/zoom-server/config.ts";
import { createZoomApi, type ZoomApi } from "@patientcare/zoom-server/zoom/api.ts";
import { ZoomError } from "@patientcare/zoom-server/zoom/errors.ts";
import { missingScopes, requiredScopes } from "@patientcare/zoom-server/zoom/required-scopes.ts";
import { type Check, failed, passed } from "./check.ts";

const maxSkewSeconds = 60;
const maxHosts = 10;
const basic = 1;

/** Credentials, each scope, the host users and the clock; what needs a token is left out where there is none. */
export async function* checkZoom(config: Config["zoom"], db: Db | null): AsyncGenerator<Check> {
  const zoom = createZoomApi(config);
  const { check, granted } = await checkCredentials(zoom);
  yield check;
  yield checkJoinHosts(config);
  yield await checkClock(config.apiUrl);
  if (!check.ok) return;
  yield* granted === null ? [notNamed] : scopeChecks(granted);
  if (db) yield* await checkHosts(zoom, db);
}

const notNamed = passed(
  "zoom scopes",
  "Zoom does not name the token's scopes: the first call tells what is missing",
);

async function checkCredentials(zoom: ZoomApi): Promise<{ check: Check; granted: readonly string[] | null }> {
  const name = "zoom credentials";
  try {
    return { check: passed(name, "Zoom issues a token"), granted: await zoom.grantedScopes() };
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    return { check: explain(name, error), granted: null };
  }
}

function explain(name: string, { failure }: ZoomError): Check {
  if (failure.kind !== "rejected") {
    return failed(
      name,
      "Zoom cannot be reached",
      "See status.zoom.us, and whether this machine may reach the addresses of ZOOM_OAUTH_URL and ZOOM_API_URL.",
    );
  }
  // Zoom says which of the two it is; the account is judged once the app is known.
  return /account/i.test(failure.message)
    ? failed(
        name,
        "Zoom does not know the account for this app",
        "Put the Account ID that the app's page in Zoom's Marketplace shows into ZOOM_ACCOUNT_ID.",
      )
    : failed(
        name,
        "Zoom refuses the app's id or secret",
        "Put the Client ID and the Client Secret of the app into ZOOM_API_KEY and ZOOM_API_SECRET, and activate the app.",
      );
}

function scopeChecks(granted: readonly string[]): Check[] {
  const missing = missingScopes(granted);
  return Object.keys(requiredScopes).map((endpoint) => {
    const scopes = missing.get(endpoint);
    const name = `zoom scope for ${endpoint}`;
    if (!scopes) return passed(name, "granted");
    const [granular = ""] = scopes;
    const classic = scopes.find((scope) => scope.split(":").length === 3 && scope.endsWith(":admin")) ?? "";
    return failed(
      name,
      "the app lacks it",
      `Add the scope ${granular} (granular app) or ${classic} (classic app) in Zoom's Marketplace, and authorise the app again.`,
    );
  });
}

function checkJoinHosts({ joinHosts }: Config["zoom"]): Check {
  return passed("zoom join hosts", `links may lead to ${joinHosts.join(", ")} and their subdomains`);
}

async function checkHosts(zoom: ZoomApi, db: Db): Promise<Check[]> {
  const hosts = await nextHosts(db, maxHosts).catch(() => []);
  if (hosts.length === 0) return [passed("zoom hosts", "no visit is booked yet: nothing to look up")];
  const checks: Check[] = [];
  for (const host of hosts) checks.push(await checkHost(zoom, host));
  return checks;
}

async function checkHost(zoom: ZoomApi, host: string): Promise<Check> {
  const name = `zoom host ${host}`;
  try {
    const { type } = await zoom.getUser(host);
    return type === basic
      ? failed(
          name,
          "has a Basic licence: calls end after 40 minutes",
          "Give the user a licence in Zoom's user management, or book visits of 40 minutes at most.",
        )
      : passed(name, "is licensed");
  } catch (error) {
    if (!(error instanceof ZoomError)) throw error;
    const { failure } = error;
    if (failure.kind === "rejected" && failure.scopes)
      return passed(
        name,
        "not looked up: the app lacks user:read:user:admin (granular) or user:read:admin (classic)",
      );
    return failed(
      name,
      "Zoom does not know this user",
      "Add the doctor's address as a user of the Zoom account, or correct it in the platform.",
    );
  }
}

async function checkClock(apiUrl: string): Promise<Check> {
  const name = "clock";
  const asked = Date.now();
  const date = await fetch(apiUrl, {
    method: "HEAD",
    redirect: "manual",
    signal: AbortSignal.timeout(5_000),
  }).then(
    ({ headers }) => Date.parse(headers.get("date") ?? ""),
    () => Number.NaN,
  );
  if (Number.isNaN(date)) return passed(name, "not compared: Zoom told no time");
  const seconds = Math.round((date - (asked + Date.now()) / 2) / 1000);
  return Math.abs(seconds) <= maxSkewSeconds
    ? passed(name, "this machine's agrees with Zoom's")
    : failed(
        name,
        `this machine's differs from Zoom's by ${Math.abs(seconds)} s`,
        "Let the machine take its time from NTP: signatures of deliveries and tokens are judged by it.",
      );
}
