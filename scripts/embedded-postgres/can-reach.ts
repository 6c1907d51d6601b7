import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { ClusterOwner } from "./cluster-owner.ts";

const execute = 0o1;
const read = 0o4;

/** Whether the owner may enter every folder on the way to `path`, read from the permission bits. */
export async function canReach(path: string, owner: ClusterOwner): Promise<boolean> {
  if (!owner) return true;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(await allows(folder, owner, execute))) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Whether the owner may also read (and enter or run) `path` itself. */
export async function canUse(path: string, owner: ClusterOwner): Promise<boolean> {
  if (!owner) return true;
  return (await canReach(path, owner)) && (await allows(path, owner, read | execute));
}

async function allows(path: string, owner: NonNullable<ClusterOwner>, wanted: number): Promise<boolean> {
  const entry = await stat(path).catch(() => null);
  if (!entry) return false;
  const shift = entry.uid === owner.uid ? 6 : entry.gid === owner.gid ? 3 : 0;
  return ((entry.mode >> shift) & wanted) === wanted;
}
