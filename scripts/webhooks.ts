import { createDatabase, type Db, isDatabaseUnavailable, requireSessions } from "@patientcare/zoom-db";
import { Command } from "commander";
import { readCommandConfig } from "./config.ts";
import { explainUnavailable, findDatabase } from "./local-database.ts";
import { list } from "./webhooks/list.ts";
import { type FilterOptions, filteredCommand, parseId, parseLimit } from "./webhooks/options.ts";
import { replay } from "./webhooks/replay.ts";
import { show } from "./webhooks/show.ts";

const notFound = 2;
const defaultLimit = 50;

const databaseOptions = { maxConnections: 1, applicationName: "patientcare-zoom-webhooks" };
const config = readCommandConfig();

/** Names the database on `output`: standard error, where standard output is data. */
async function withInbox(output: "stdout" | "stderr", work: (db: Db) => Promise<void>): Promise<void> {
  try {
    const { url, line } = await findDatabase(config);
    process[output].write(`${line}\n`);
    await requireSessions(url);
    const db = createDatabase(url, databaseOptions);
    await work(db).finally(() => db.destroy());
  } catch (error) {
    const message = error instanceof Error ? error.message : error;
    command.error(`error: ${isDatabaseUnavailable(error) ? explainUnavailable(error) : message}`);
  }
}

const command = new Command("npm run webhooks --")
  .showSuggestionAfterError(false)
  .description("Looks into the webhook inbox, and lets deliveries be applied once more.")
  .addHelpText(
    "after",
    `
Exit codes:
  0  done, also when no delivery fits
  1  a wrong call, or trouble: what was set back before it stays set back, and may be set back again
  2  show: there is no such delivery

The database is that of DATABASE_URL, else the one that npm start runs. The first line names it.`,
  );

command.addCommand(
  filteredCommand("list", "Lists deliveries, the newest first, without their content.")
    .option("--limit <number>", `the maximum of deliveries; ${defaultLimit} by default`, parseLimit)
    .action(({ limit = defaultLimit, json = false, ...filter }: FilterOptions) =>
      withInbox("stderr", async (db) => console.log(await list(db, filter, { limit, json }))),
    ),
);

command
  .command("show")
  .description("Shows one delivery as JSON.")
  .argument("<id>", "as list shows it", parseId)
  .option("--body", "also its content: names and e-mails; needs DATA_ENCRYPTION_KEYS")
  .allowExcessArguments(false)
  .action((id: string, { body = false }: { body?: boolean }) =>
    withInbox("stderr", async (db) => {
      const delivery = await show(db, id, { withBody: body, config });
      if (delivery === null) {
        console.error(`There is no delivery ${id}.`);
        process.exitCode = notFound;
        return;
      }
      if (body) console.error("This is personal data: show it to nobody, and keep no copy.");
      console.log(delivery);
    }),
  );

command.addCommand(
  filteredCommand(
    "replay",
    "Lets deliveries be applied once more, from the oldest on. Their effects are idempotent: replaying everything changes nothing that stands.",
  )
    .option("--limit <number>", "the maximum of deliveries", parseLimit)
    .action(({ limit = Number.POSITIVE_INFINITY, json = false, ...filter }: FilterOptions) =>
      withInbox(json ? "stderr" : "stdout", async (db) => {
        const count = await replay(db, filter, { limit });
        console.log(json ? JSON.stringify({ count }) : `${count} deliveries wait to be applied once more.`);
      }),
    ),
);

await command.parseAsync();
