import { lstat, mkdir, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canReach } from "./can-reach.ts";
import type { ClusterOwner } from "./cluster-owner.ts";
import { wayOut } from "./way-out.ts";

/** A folder of ours outside the project, for what PostgreSQL's user cannot reach inside it. */
export async function outsideFolder(owner: ClusterOwner): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  for (const base of ["/var/tmp", tmpdir()]) {
    const folder = join(await realpath(base).catch(() => base), `patientcare-postgres-${uid}`);
    await mkdir(folder, { mode: 0o755 }).catch(() => null);
    const made = await lstat(folder).catch(() => null);
    // Anybody may create names in a temporary folder: what is not ours, or not ours alone, is not trusted.
    const ours = made?.isDirectory() && made.uid === uid && (made.mode & 0o022) === 0;
    if (ours && (await canReach(join(folder, "x"), owner))) return folder;
  }
  throw new Error(
    `PostgreSQL cannot run here: the user "${owner?.name ?? uid}" can reach neither this folder nor one of ours in /var/tmp. ${wayOut}`,
  );
}
