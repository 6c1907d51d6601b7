import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chown, lstat, mkdir, readFile, realpath, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The user PostgreSQL runs as; null: the user of this process. */
export type ClusterOwner = { name: string; uid: number; gid: number } | null;

export const remedy = "Set DATABASE_URL to a PostgreSQL 15 or newer";

const execute = 0o1;
const read = 0o4;

/** PostgreSQL refuses to run as root, so root lends it a user that exists on every system and owns nothing. */
export async function clusterOwner(dataDir: string): Promise<ClusterOwner> {
  if (process.getuid?.() !== 0) return null;
  const made = await stat(join(dataDir, "PG_VERSION")).catch(() => null);
  if (made && made.uid !== 0) return { name: `user ${made.uid}`, uid: made.uid, gid: made.gid };
  const users = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n");
  for (const name of ["nobody", "daemon"]) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (Number(uid) > 0 && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and this system has no user "nobody" to run it as. ${remedy}`,
  );
}

/** Starts one of PostgreSQL's programs. The environment is not passed on: PG* variables would change what it does. */
export async function runAsOwner(
  program: string,
  args: readonly string[],
  owner: ClusterOwner,
  options: Pick<SpawnOptions, "cwd" | "detached" | "stdio">,
): Promise<ChildProcess> {
  const identity = owner ? { uid: owner.uid, gid: owner.gid } : {};
  try {
    const child = spawn(program, args, { ...options, ...identity, env: { LC_ALL: "C", TZ: "UTC" } });
    await once(child, "spawn");
    return child;
  } catch (cause) {
    const code = codeOf(cause);
    if (owner && (code === "EPERM" || code === "EINVAL")) throw cannotBecome(owner, cause);
    throw new Error(`The bundled PostgreSQL does not run on this system (${code}). ${remedy}`, { cause });
  }
}

export async function giveToOwner(owner: ClusterOwner, paths: readonly string[]): Promise<void> {
  if (!owner) return;
  await Promise.all(paths.map((path) => chown(path, owner.uid, owner.gid))).catch((cause: unknown) => {
    throw cannotBecome(owner, cause);
  });
}

/** Some containers remove root's right to act as another user. */
function cannotBecome(owner: NonNullable<ClusterOwner>, cause: unknown): Error {
  return new Error(
    `PostgreSQL does not run as root, and this system does not let root become "${owner.name}" (${codeOf(cause)}). ${remedy}`,
    { cause },
  );
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

/** Whether the owner may read (and enter or run) `path`, and enter every folder on the way. */
export async function canUse(path: string, owner: ClusterOwner): Promise<boolean> {
  if (!owner) return true;
  return (await canReach(path, owner)) && (await allows(path, owner, read | execute));
}

/** Whether the owner may enter every folder on the way to `path`, by the permission bits. */
async function canReach(path: string, owner: ClusterOwner): Promise<boolean> {
  if (!owner) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(await allows(folder, owner, execute))) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function allows(path: string, owner: NonNullable<ClusterOwner>, bits: number): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  if (!entry) return false;
  const shift = entry.uid === owner.uid ? 6 : entry.gid === owner.gid ? 3 : 0;
  return ((entry.mode >> shift) & bits) === bits;
}

/** The folder the data lies in: `wanted` when the owner can reach it, else a folder named after `wanted`. */
export async function placeData(wanted: string, owner: ClusterOwner): Promise<string> {
  const [made, uid] = [await stat(wanted).catch(() => null), process.getuid?.()];
  if (!owner && made && uid !== undefined && made.uid !== uid) {
    throw new Error(`${wanted} belongs to another user (uid ${made.uid}). Start as that user. ${remedy}`);
  }
  if (await canReach(wanted, owner)) return wanted;
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 16);
  return join(await outsideFolder(owner), `data-${name}`);
}

/** A folder of ours outside the project, for what PostgreSQL's user cannot reach inside it. */
export async function outsideFolder(owner: ClusterOwner): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  for (const base of ["/var/tmp", tmpdir()]) {
    const folder = join(await realpath(base).catch(() => base), `patientcare-postgres-${uid}`);
    await mkdir(folder, { mode: 0o755 }).catch(() => null);
    const made = await lstat(folder).catch(() => null);
    // Anybody may create names in a temporary folder, so a folder that another user owns or may write is not trusted.
    const ours = made?.isDirectory() && made.uid === uid && (made.mode & 0o022) === 0;
    if (ours && (await canReach(join(folder, "x"), owner))) return folder;
  }
  throw new Error(
    `PostgreSQL cannot run here: the user "${owner?.name ?? uid}" can reach neither this folder nor one of ours in /var/tmp. ${remedy}`,
  );
}
