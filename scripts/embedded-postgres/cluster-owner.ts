import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { wayOut } from "./way-out.ts";

/** The user PostgreSQL runs as; null: the one who starts it. */
export type ClusterOwner = { name: string; uid: number; gid: number } | null;

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
    `PostgreSQL does not run as root, and this system has no user "nobody" to run it as. ${wayOut}`,
  );
}
