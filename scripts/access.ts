import {
  createDatabase,
  type Db,
  deleteRevokedCaller,
  insertRevokedCaller,
  isMigrated,
  readRevokedCallers,
  requireSessions,
} from "@patientcare/zoom-db";
import { revokedForm } from "@patientcare/zoom-server/domain/revoked-caller.ts";
import type { Command } from "commander";
import { readCommandConfig } from "./config.ts";
import { createCommand, runCommand } from "./create-command.ts";
import { findDatabase, NotReady } from "./local-database.ts";

const notThere = 1;
const databaseOptions = { maxConnections: 1, applicationName: "patientcare-zoom-access" };

type CallerFlags = { sub?: string; jti?: string };

async function withDatabase(work: (db: Db) => Promise<void>): Promise<void> {
  const { url, line } = await findDatabase(readCommandConfig());
  console.error(line);
  await requireSessions(url);
  const db = createDatabase(url, databaseOptions);
  const run = async () => {
    if (!(await isMigrated(db)))
      throw new NotReady("The database has an older schema: run npm run migrate first.");
    await work(db);
  };
  await run().finally(() => db.destroy());
}

/** The caller, or the one token, that the command names; ends the process where it names none or both. */
function callerOf({ sub, jti }: CallerFlags) {
  if ((sub === undefined) === (jti === undefined))
    command.error("error: Give --sub or --jti, one of the two");
  const [kind, value] = sub !== undefined ? (["sub", sub] as const) : (["jti", jti ?? ""] as const);
  if (value.trim() === "") command.error(`error: --${kind} is empty`);
  return { kind, value: revokedForm(value) };
}

async function revoke(flags: CallerFlags): Promise<void> {
  const caller = callerOf(flags);
  await withDatabase(async (db) => {
    const isNew = await insertRevokedCaller(db, caller);
    const tokens = caller.kind === "sub" ? "Every token of this sub" : "The token with this jti";
    console.log(
      isNew
        ? `${tokens} is refused within 5 seconds, and its streams end: ${caller.value}`
        : `Nothing changed: it was revoked before: ${caller.value}`,
    );
  });
}

async function restore(flags: CallerFlags): Promise<void> {
  const caller = callerOf(flags);
  await withDatabase(async (db) => {
    if (await deleteRevokedCaller(db, caller)) {
      console.log(`It is accepted again within 5 seconds: ${caller.value}`);
      return;
    }
    console.error(`It is not revoked: ${caller.value}. npm run access -- list shows those that are.`);
    process.exitCode = notThere;
  });
}

async function list({ json = false }: { json?: boolean }): Promise<void> {
  await withDatabase(async (db) => {
    const revoked = await readRevokedCallers(db);
    if (json) console.log(JSON.stringify(revoked));
    else if (revoked.length === 0) console.log("Nobody is revoked.");
    else
      for (const { kind, value, revoked_at } of revoked)
        console.log(`${revoked_at.toISOString()}  ${kind}  ${value}`);
  });
}

const command = createCommand("access", {
  description: "Takes the permission of callers back, before their tokens end.",
  trouble: "restore names nobody who is revoked, or the database cannot be reached",
  more: `

A sub that is an e-mail address is kept and shown as its SHA-256; restore takes either. What is revoked stays so until it is
restored. The database is that of DATABASE_URL, else the one that npm start runs. The first line names it.`,
});

const naming = (verb: string, description: string): Command =>
  command
    .command(verb)
    .description(description)
    .option("--sub <id>", "a person or program, as the claim sub of its tokens has it")
    .option("--jti <id>", "one token, as its claim jti has it");

naming("revoke", "Refuses a caller or a token from now on, on every replica, and ends its streams.").action(
  revoke,
);
naming("restore", "Accepts a caller or a token again.").action(restore);
command
  .command("list")
  .description("Shows all that are revoked, the latest first.")
  .option("--json", "prints one JSON list")
  .action(list);

await runCommand(command);
