import { writeFile } from "node:fs/promises";
import { arch, platform, release } from "node:os";
import type { Environment } from "@patientcare/zoom-server/config/environment.ts";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { version } from "@patientcare/zoom-server/telemetry/version.ts";
import type { Check } from "./check.ts";

// Words and numbers of ours; everything else may be a secret or a person's.
const toldValues = [
  "NODE_ENV",
  "ROLE",
  "LOG_LEVEL",
  "RATE_LIMIT_STORE",
  "RATE_LIMIT_PER_MINUTE",
  "TRUSTED_PROXY_HOPS",
  "ZOOM_TIMEOUT_SECONDS",
  "SYNC_LEASE_SECONDS",
  "SYNC_GRACE_SECONDS",
  "SWEEP_HORIZON_SECONDS",
  "RETENTION_DAYS",
  "DEFAULT_TIMEZONE",
  "DATABASE_TLS",
] as const;

/**
 * Writes what support needs: versions, which variables are set, the checks, readiness and metrics. It holds no secret, no
 * address and nothing of a patient or doctor.
 */
export async function writeSupportBundle(
  file: string,
  { env, checks, opsUrl }: { env: Environment; checks: readonly Check[]; opsUrl: string },
): Promise<void> {
  const ask = (path: string) =>
    fetch(opsUrl + path, { signal: AbortSignal.timeout(5_000) }).then(
      async (answer) => (await answer.text()).split("\n"),
      () => ["not reachable"],
    );
  const bundle = {
    madeAt: new Date().toISOString(),
    versions: { service: version, node: process.version, system: `${platform()} ${release()} ${arch()}` },
    variablesSet: Object.keys(variables.shape).filter((name) => env[name] || env[`${name}_FILE`]),
    values: Object.fromEntries(toldValues.filter((name) => env[name]).map((name) => [name, env[name]])),
    checks: checks.map(withoutAddresses),
    readiness: await ask("/readyz"),
    metrics: (await ask("/metrics")).filter((line) => !line.startsWith("#")),
  };
  await writeFile(file, `${JSON.stringify(bundle, null, 2)}\n`, { mode: 0o600 });
}

const withoutAddresses = (check: Check): Check => {
  const clean = (text: string) => text.replace(/\S+@\S+/g, "[address]").replace(/\bhttps?:\/\/\S+/g, "[url]");
  return {
    ...check,
    name: clean(check.name),
    says: clean(check.says),
    remedy: check.remedy === null ? null : clean(check.remedy),
  };
};
