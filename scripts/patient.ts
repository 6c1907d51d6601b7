import { erasePatient } from "@patientcare/zoom-server/operations/privacy/erase-patient.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findKeys } from "./find-encryption.ts";
import { erasureAsText, wasRefused } from "./patient/report.ts";
import { withDatabase } from "./with-database.ts";

const trouble = 1;
const applicationName = "patientcare-zoom-patient";

const command = createCommand("patient", {
  description:
    "Answers a patient's rights: erases or exports what is stored of them, and holds it back from both.",
  trouble: "trouble, refused, or there is no such patient; nothing was done",
  more: `

<id> is the patient's id at the platform. The database is that of DATABASE_URL, else the one that npm start runs.`,
});

command
  .command("erase")
  .description("Destroys the patient's key, and what lay beside it. It cannot be undone.")
  .argument("<id>")
  .option("--yes", "do it; without it, this only says so")
  .action((id: string, { yes = false }: { yes?: boolean }) =>
    withDatabase(applicationName, "stdout", async (db, config) => {
      if (!yes) {
        console.log("Nothing was done. An erasure cannot be undone: add --yes to carry it out.");
        process.exitCode = trouble;
        return;
      }
      const erasure = await erasePatient({ db, encryption: (await findKeys(config)).encryption }, id);
      console.log(erasureAsText(erasure));
      if (wasRefused(erasure)) process.exitCode = trouble;
    }),
  );

await runCommand(command);
