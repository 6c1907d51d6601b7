import { erasePatient } from "@patientcare/zoom-server/operations/privacy/erase-patient.ts";
import { exportPatient } from "@patientcare/zoom-server/operations/privacy/export-patient.ts";
import { holdPatient, releasePatient } from "@patientcare/zoom-server/operations/privacy/hold-patient.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findKeys } from "./find-encryption.ts";
import { erasureAsText, holdAsText, unknownPatient, wasRefused } from "./patient/report.ts";
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

command
  .command("export")
  .description(
    "Prints everything that is stored of the patient as JSON on standard output, and why the rest is not in it.",
  )
  .argument("<id>")
  .action((id: string) =>
    withDatabase(applicationName, "stderr", async (db, config) => {
      const exported = await exportPatient({ db, encryption: (await findKeys(config)).encryption }, id);
      if ("refused" in exported) {
        console.error(unknownPatient);
        process.exitCode = trouble;
        return;
      }
      console.error("This is personal data: give it to nobody but the patient, and keep no copy.");
      console.log(JSON.stringify(exported, null, 2));
    }),
  );

for (const [name, change, description] of [
  [
    "hold",
    holdPatient,
    "Keeps everything of the patient from being forgotten or erased, until it is released.",
  ],
  ["release", releasePatient, "Ends the hold: retention and erasure go on."],
] as const) {
  command
    .command(name)
    .description(description)
    .argument("<id>")
    .requiredOption("--reason <text>", "why, for those who come after you; kept under the patient's key")
    .action((id: string, { reason }: { reason: string }) =>
      withDatabase(applicationName, "stdout", async (db, config) => {
        const hold = await change({ db, encryption: (await findKeys(config)).encryption }, id, reason);
        console.log(holdAsText(hold));
        if (wasRefused(hold)) process.exitCode = trouble;
      }),
    );
}

await runCommand(command);
