import { indexKeyIdOf } from "@patientcare/zoom-server/key-checks.ts";
import { rotateIndexKey } from "@patientcare/zoom-server/operations/privacy/rotate-index-key.ts";
import { keysInUse, rotateKeys } from "@patientcare/zoom-server/operations/privacy/rotate-keys.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findKeys } from "./find-encryption.ts";
import { indexRotationAsText, rotationAsText, usesAsText } from "./keys/report.ts";
import { withDatabase } from "./with-database.ts";

const trouble = 1;

const command = createCommand("keys", {
  description:
    "Shows which keys of DATA_ENCRYPTION_KEYS are in use, and puts everything under the first of them.",
  trouble: "trouble, values that no key at hand decrypts, or values that are still written with another key",
  more: `

The database is that of DATABASE_URL, else the one that npm start runs. The first line names it.`,
});

command
  .command("status")
  .description("Counts what each key encrypts, and names keys that are missing.")
  .action(() =>
    withDatabase("patientcare-zoom-keys", "stdout", async (db, config) => {
      const { encryptionKeys } = await findKeys(config);
      const known = encryptionKeys.map(({ id }) => id);
      const uses = await keysInUse({ db });
      console.log(usesAsText(uses, known));
      if (uses.some(({ keyId }) => !known.includes(keyId))) process.exitCode = trouble;
    }),
  );

command
  .command("rotate")
  .description(
    "Puts every value and every person's key under the first key, and finds addresses by the first index key. The service may run meanwhile; killed, it goes on when it is run again.",
  )
  .action(() =>
    withDatabase("patientcare-zoom-keys", "stdout", async (db, config) => {
      const { encryption, encryptionKeys, indexKeys } = await findKeys(config);
      const [[first], [indexKey]] = [encryptionKeys, indexKeys];
      if (!first || !indexKey)
        throw new Error("DATA_ENCRYPTION_KEYS and DATA_INDEX_KEY must hold a key each.");
      const rotation = await rotateKeys({ db, encryption }, first.id);
      const index = await rotateIndexKey({ db, encryption }, indexKeyIdOf(indexKey));
      console.log(rotationAsText(rotation, first.id));
      console.log(indexRotationAsText(index));
      if (rotation.left > 0 || Object.keys(rotation.unreadable).length > 0 || index.unreadable > 0)
        process.exitCode = trouble;
    }),
  );

await runCommand(command);
