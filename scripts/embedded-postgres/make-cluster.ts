import { randomBytes } from "node:crypto";
import { chown, mkdir, rename, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { cannotBecome } from "./cannot-become.ts";
import type { ClusterOwner } from "./cluster-owner.ts";
import { passwordFile } from "./password.ts";
import { runAsOwner } from "./run-as-owner.ts";

/** Makes a new cluster beside `dataDir` and moves it there when it is whole, so that a half-made one is never used. */
export async function makeCluster(
  binDir: string,
  dataDir: string,
  owner: ClusterOwner,
  { durable }: { durable: boolean },
): Promise<void> {
  await removeEmpty(dataDir);
  const making = `${dataDir}.making`;
  const secret = `${dataDir}.password`;
  const password = randomBytes(24).toString("base64url");
  try {
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true, mode: 0o700 });
    await writeFile(secret, password, { mode: 0o600 });
    if (owner) await giveTo(owner, [making, secret]);
    await runInitdb(binDir, making, secret, owner, durable);
    await rename(secret, passwordFile(making));
    await rename(making, dataDir);
  } finally {
    await rm(secret, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

async function giveTo(owner: NonNullable<ClusterOwner>, paths: readonly string[]): Promise<void> {
  await Promise.all(paths.map((path) => chown(path, owner.uid, owner.gid))).catch((cause: unknown) => {
    throw cannotBecome(owner, cause);
  });
}

async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return;
    throw new Error(`${folder} holds something that is not a database; move it away (${error.code})`);
  });
}

async function runInitdb(
  binDir: string,
  folder: string,
  secret: string,
  owner: ClusterOwner,
  durable: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    "--username=postgres",
    `--pwfile=${secret}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The built-in provider sorts the same way whatever locales the system has.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
    ...(durable ? [] : ["--no-sync"]),
  ];
  const initdb = await runAsOwner(join(binDir, "initdb"), args, owner, {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<number | null>((resolve) => initdb.once("close", resolve));
  const complaint = initdb.stderr ? await text(initdb.stderr) : "";
  const code = await exited;
  if (code !== 0)
    throw new Error(`PostgreSQL could not make a database (initdb, ${code}): ${complaint.trim()}`);
}
