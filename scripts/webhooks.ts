import { type Db, type DeliveryFilter, isDatabaseUnavailable } from "@patientcare/zoom-db";
import { Command, InvalidArgumentError } from "commander";
import { readCommandConfig } from "./config.ts";
import { list } from "./webhooks/list.ts";
import { openInbox } from "./webhooks/open-inbox.ts";
import { parseSince } from "./webhooks/parse-since.ts";
import { replay } from "./webhooks/replay.ts";
import { show } from "./webhooks/show.ts";

const notFound = 2;
const shownUnlessTold = 50;

function toSince(text: string): Date {
  try {
    return parseSince(text, new Date());
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

function toWhole(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Give a whole number above 0.");
}

function toId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("Give a delivery's id, as list shows it.");
}

const config = readCommandConfig();

async function withInbox(work: (db: Db) => Promise<void>): Promise<void> {
  try {
    const db = await openInbox(config);
    await work(db).finally(() => db.destroy());
  } catch (error) {
    command.error(
      isDatabaseUnavailable(error)
        ? "error: The database cannot be reached: check DATABASE_URL, and that PostgreSQL runs there."
        : `error: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const command = new Command("npm run webhooks --")
  .showSuggestionAfterError(false)
  .description("Looks into the webhook inbox, and lets deliveries be applied once more.")
  .addHelpText(
    "after",
    `
Exit codes:
  0  done, also when nothing fits
  1  a wrong call, or trouble: what was set back before it stays set back, and may be set back again
  2  show: there is no such delivery

The database is that of DATABASE_URL, else the one that npm start runs.`,
  );

const filtered = (name: string, description: string): Command =>
  command
    .command(name)
    .description(description)
    .option("--since <time>", "received since: 90m, 2h, 3d ago, or an ISO time with its zone", toSince)
    .option("--event <name>", "only this event, such as meeting.started")
    .option("--failed", "only those that are parked or were tried in vain")
    .option("--json", "writes JSON")
    .allowExcessArguments(false);

type Options = DeliveryFilter & { json?: boolean; limit?: number };

filtered("list", "Lists deliveries, the newest first; never what they say.")
  .option("--limit <number>", `how many; ${shownUnlessTold} unless told`, toWhole)
  .action(({ limit = shownUnlessTold, json = false, ...filter }: Options) =>
    withInbox(async (db) => console.log(await list(db, filter, { limit, json }))),
  );

command
  .command("show")
  .description("Shows one delivery as JSON.")
  .argument("<id>", "as list shows it", toId)
  .option("--body", "also what it says: names and e-mails; needs DATA_ENCRYPTION_KEYS")
  .allowExcessArguments(false)
  .action((id: string, { body = false }: { body?: boolean }) =>
    withInbox(async (db) => {
      const shown = await show(db, id, { withBody: body, config });
      if (shown === null) {
        console.error(`There is no delivery ${id}.`);
        process.exitCode = notFound;
        return;
      }
      if (body) console.error("This is personal data: show it to nobody, and keep no copy.");
      console.log(shown);
    }),
  );

filtered(
  "replay",
  "Lets deliveries be applied once more, from the oldest on. What they cause is idempotent: replaying everything changes nothing that stands.",
)
  .option("--limit <number>", "most deliveries", toWhole)
  .action(({ limit = Number.POSITIVE_INFINITY, json = false, ...filter }: Options) =>
    withInbox(async (db) => {
      const count = await replay(db, filter, { limit });
      console.log(json ? JSON.stringify({ count }) : `${count} deliveries wait to be applied once more.`);
    }),
  );

await command.parseAsync();
