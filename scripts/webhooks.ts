import { createDatabase, type Db, requireSessions } from "@patientcare/zoom-db";
import { type CommandConfig, readCommandConfig } from "./config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findDatabase } from "./local-database.ts";
import { list } from "./webhooks/list.ts";
import { addFilter, type FilterOptions, parseId, parseLimit } from "./webhooks/options.ts";
import { replay } from "./webhooks/replay.ts";
import { show } from "./webhooks/show.ts";

const notThere = 1;
const defaultLimit = 50;

const databaseOptions = { maxConnections: 1, applicationName: "patientcare-zoom-webhooks" };

/** Names the database on `output`: standard error, where standard output is data. */
async function withInbox(
  output: "stdout" | "stderr",
  work: (db: Db, config: CommandConfig) => Promise<void>,
): Promise<void> {
  const config = readCommandConfig();
  const { url, line } = await findDatabase(config);
  process[output].write(`${line}\n`);
  await requireSessions(url);
  const db = createDatabase(url, databaseOptions);
  await work(db, config).finally(() => db.destroy());
}

const command = createCommand("webhooks", {
  description: "Looks into the webhook inbox, and lets deliveries be applied once more.",
  trouble:
    "trouble, or show finds no such delivery; what was set back before stays set back, and may be set back again",
  more: `

The database is that of DATABASE_URL, else the one that npm start runs. The first line names it.`,
});

addFilter(command.command("list"))
  .description("Lists deliveries, the newest first, without their content.")
  .option("--limit <number>", `the maximum of deliveries; ${defaultLimit} by default`, parseLimit)
  .action(({ limit = defaultLimit, json = false, ...filter }: FilterOptions) =>
    withInbox("stderr", async (db) => console.log(await list(db, filter, { limit, json }))),
  );

command
  .command("show")
  .description("Shows one delivery as JSON.")
  .argument("<id>", "as list shows it", parseId)
  .option("--body", "also its content: names and e-mails; needs DATA_ENCRYPTION_KEYS")
  .action((id: string, { body = false }: { body?: boolean }) =>
    withInbox("stderr", async (db, config) => {
      const delivery = await show(db, id, { withBody: body, config });
      if (delivery === null) {
        console.error(`There is no delivery ${id}.`);
        process.exitCode = notThere;
        return;
      }
      if (body) console.error("This is personal data: show it to nobody, and keep no copy.");
      console.log(delivery);
    }),
  );

addFilter(command.command("replay"))
  .description(
    "Lets deliveries be applied once more, from the oldest on. Their effects are idempotent: replaying everything changes nothing that stands.",
  )
  .option("--limit <number>", "the maximum of deliveries", parseLimit)
  .action(({ limit = Number.POSITIVE_INFINITY, json = false, ...filter }: FilterOptions) =>
    withInbox(json ? "stderr" : "stdout", async (db) => {
      const count = await replay(db, filter, { limit });
      console.log(json ? JSON.stringify({ count }) : `${count} deliveries wait to be applied once more.`);
    }),
  );

await runCommand(command);
