import { readEnvironment } from "@patientcare/zoom-server/config/environment.ts";
import { readConfig } from "@patientcare/zoom-server/config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import type { Check } from "./doctor/check.ts";
import { runChecks } from "./doctor/run-checks.ts";
import { writeSupportBundle } from "./doctor/support-bundle.ts";

const defaultOpsPort = 9464;

function show({ ok, name, says, remedy }: Check): void {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name}: ${says}`);
  if (remedy) console.log(`      → ${remedy}`);
}

function opsUrlOf(env: Record<string, string | undefined>): string {
  return `http://${env.OPS_HOST || "127.0.0.1"}:${env.OPS_PORT || defaultOpsPort}`;
}

const command = createCommand("doctor", {
  description:
    "Checks everything that can be set wrong: configuration, database, keys, Zoom's credentials, scopes and users, webhook, public address and clocks. Changes nothing, and says what to do.",
  trouble: "at least one check is not ok",
})
  .option("--json", "print {checks: [{name, ok, says, remedy}]}")
  .option("--bundle <file>", "also write what support needs to this file, without secrets and personal data")
  .action(async ({ json = false, bundle }: { json?: boolean; bundle?: string }) => {
    const env = readEnvironment();
    const checks: Check[] = [];
    for await (const check of runChecks(() => readConfig(env))) {
      checks.push(check);
      if (!json) show(check);
    }
    if (bundle) await writeSupportBundle(bundle, { env, checks, opsUrl: opsUrlOf(env) });
    const bad = checks.filter(({ ok }) => !ok).length;
    if (json) console.log(JSON.stringify({ checks }, null, 2));
    else
      console.log(bad === 0 ? "Everything is as it should be." : `${bad} of ${checks.length} checks failed.`);
    if (bundle && !json) console.log(`Wrote ${bundle}: send it to support.`);
    process.exitCode = bad === 0 ? 0 : 1;
  });

await runCommand(command);
