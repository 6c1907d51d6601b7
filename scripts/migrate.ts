import {
  createDatabase,
  isDatabaseUnavailable,
  requireSessions,
  UnusableDatabase,
} from "@patientcare/zoom-db";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import { migrateDatabase } from "@patientcare/zoom-server/migrate-database.ts";
import { type CommandConfig, readCommandConfig } from "./config.ts";
import { createCommand, messageOf, runCommand } from "./create-command.ts";
import { NotReady, ownerUrlOf, startDatabase } from "./local-database.ts";

const statementTimeoutMs = 10 * 60_000;

async function migrate(url: string, config: CommandConfig): Promise<void> {
  const days = variables.shape.ACCESS_LOG_DAYS.safeParse(config.accessLogDays ?? undefined);
  if (!days.success) throw new NotReady(`ACCESS_LOG_DAYS ${days.error.issues[0]?.message}.`);
  const ownerUrl = ownerUrlOf(config);
  await requireSessions(url);
  const db = createDatabase(url, { maxConnections: 1, statementTimeoutMs });
  try {
    const ran = await migrateDatabase(db, { ownerUrl, accessLogDays: days.data, statementTimeoutMs });
    console.log(ran.length === 0 ? "already up to date" : ran.map((name) => `ran ${name}`).join("\n"));
  } finally {
    await db.destroy();
  }
}

function explain(error: unknown): string {
  const isPlain =
    error instanceof NotReady || error instanceof UnusableDatabase || isDatabaseUnavailable(error);
  return isPlain ? messageOf(error) : `The migration failed, and nothing of it remains: ${messageOf(error)}`;
}

const command = createCommand("migrate", {
  description:
    "Brings the database of DATABASE_URL to the newest schema, as the role of DATABASE_OWNER_URL where it is set; on a development machine without it, the database of npm start. The first line names the database.",
  trouble: "the database cannot be reached or migrated; nothing of a failed migration remains",
}).action(async () => {
  // The port of the embedded database is known after its start: its progress waits, so that the first line names it.
  const progress: string[] = [];
  const config = readCommandConfig();
  const { url, line, stop } = await startDatabase(config, (step) => progress.push(step));
  console.log([line, ...progress].join("\n"));
  await migrate(url, config).finally(stop);
});

await runCommand(command, explain);
