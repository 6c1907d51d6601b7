import type { Db } from "@patientcare/zoom-db";
import { type Config, ConfigError } from "@patientcare/zoom-server/config.ts";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { requireKeysOfData } from "@patientcare/zoom-server/key-checks.ts";
import { checkReadiness } from "@patientcare/zoom-server/operations/readiness/check-readiness.ts";
import { type Check, failed, passed } from "./check.ts";
import { checkAccessLog, checkConnection, checkMigrations, checkServer } from "./check-database.ts";
import { checkPublicAddress } from "./check-public-address.ts";
import { checkZoom } from "./check-zoom.ts";

/** Checks everything that a person can set wrong, one after the other; nothing is changed. */
export async function* runChecks(readConfig: () => Config): AsyncGenerator<Check> {
  const config = yield* checkConfiguration(readConfig);
  if (!config) return;
  const { check, db } = await checkConnection(config.databaseUrl);
  yield check;
  try {
    if (db) {
      yield* await checkServer(db, config);
      const migrations = await checkMigrations(db);
      yield migrations;
      if (migrations.ok) yield await checkAccessLog(db, config);
      yield await checkKeys(db, config);
    }
    yield* checkZoom(config.zoom, db);
  } finally {
    await db?.destroy();
  }
  yield* checkPublicAddress(config);
}

function* checkConfiguration(readConfig: () => Config): Generator<Check, Config | null> {
  try {
    const config = readConfig();
    yield passed("configuration", "every variable fits");
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems)
      yield failed(
        "configuration",
        problem,
        "Set it in the environment or in .env; .env.example tells each variable.",
      );
    return null;
  }
}

async function checkKeys(db: Db, config: Config): Promise<Check> {
  try {
    await requireKeysOfData(db, config);
    const encryption = createEncryption(config.encryptionKeys, config.indexKeys);
    const { keys, migrations } = (await checkReadiness({ db, encryption })).checks;
    if (migrations?.ok === false) return passed("keys", "no data yet");
    if (keys?.says !== "ok") return failed("keys", "not all stored data decrypts", `${keys?.says}.`);
    return passed("keys", "are those that the stored data was written with");
  } catch (error) {
    const [says = "", ...remedy] = (error instanceof Error ? error.message : String(error)).split(": ");
    return failed("keys", says, remedy.join(": ") || "Run npm run migrate first.");
  }
}
