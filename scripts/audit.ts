import { accessStoryOf } from "@patientcare/zoom-db";
import { InvalidArgumentError } from "commander";
import { describeStory } from "./audit/describe-story.ts";
import { exportLog } from "./audit/export-log.ts";
import { type VerifyFlags, verify } from "./audit/verify.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { withDatabase } from "./with-database.ts";

const trouble = 1;
const applicationName = "patientcare-zoom-audit";

const command = createCommand("audit", {
  description:
    "Reads and checks the access log: who was given what, and whether the log is as it was written.",
  trouble: "the log is not as it was written, the appointment has no visit, or the database cannot be read",
  more: `

The database is that of DATABASE_URL, else the one that npm start runs. verify and export need DATA_INDEX_KEY.`,
});

function parseId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Give the appointment's id, a uuid.");
}

const collect = (value: string, values: string[] = []) => [...values, value];

command
  .command("verify")
  .description("Compares every row with the hash chain, and the chain with its signed heads.")
  .option("--head <head>", "also with a head that was kept elsewhere; may be repeated", collect)
  .option("--log <file>", "also with the heads in a log of the service; may be repeated", collect)
  .option("--json", "prints one JSON object")
  .action((flags: VerifyFlags) =>
    withDatabase(applicationName, flags.json ? "stderr" : "stdout", async (db, config) => {
      if (!(await verify(db, config, flags))) process.exitCode = trouble;
    }),
  );

command
  .command("report")
  .description("Says who could have joined the visit of an appointment, who did, and who looked at it.")
  .requiredOption("--appointment <id>", "the platform's id of the appointment", parseId)
  .action(({ appointment }: { appointment: string }) =>
    withDatabase(applicationName, "stderr", async (db) => {
      const story = await accessStoryOf(db, appointment);
      if (story) return console.log(describeStory(appointment, story));
      console.error(`The appointment ${appointment} has no visit.`);
      process.exitCode = trouble;
    }),
  );

command
  .command("export")
  .description("Prints every row with its number as JSON lines, then the signed heads and the public key.")
  .action(() =>
    withDatabase(applicationName, "stderr", (db, config) =>
      exportLog(db, config, (line) => process.stdout.write(`${line}\n`)),
    ),
  );

await runCommand(command);
