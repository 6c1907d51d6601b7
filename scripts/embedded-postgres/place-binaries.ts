import { randomUUID } from "node:crypto";
import { chmod, cp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { canUse } from "./can-reach.ts";
import type { ClusterOwner } from "./cluster-owner.ts";
import { nativePackage } from "./native-package.ts";
import { hasNativeSymlinks, makeNativeSymlinks } from "./native-symlinks.ts";
import { outsideFolder } from "./outside-folder.ts";

/** The folder with initdb and postgres: in node_modules when the owner can use them there, else a copy. */
export async function placeBinaries(owner: ClusterOwner, say: (line: string) => void): Promise<string> {
  const { nativeDir, version } = await nativePackage();
  const usable =
    (await canUse(join(nativeDir, "bin", "postgres"), owner)) &&
    (await canUse(join(nativeDir, "share", "postgresql", "timezone"), owner)) &&
    (await hasNativeSymlinks(nativeDir));
  if (usable) return join(nativeDir, "bin");

  const copy = join(await outsideFolder(owner), `${version}-${process.platform}-${process.arch}`);
  if (!(await isComplete(copy, nativeDir))) {
    say(`Copying PostgreSQL's programs to ${copy} (first start only) …`);
    await copyNative(nativeDir, copy);
  }
  return join(copy, "native", "bin");
}

async function isComplete(copy: string, nativeDir: string): Promise<boolean> {
  const copied = new Set(await readdir(join(copy, "native"), { recursive: true }).catch(() => []));
  if (copied.size === 0) return false;
  const wanted = await readdir(nativeDir, { recursive: true });
  return wanted.every((name) => copied.has(name)) && (await hasNativeSymlinks(join(copy, "native")));
}

async function copyNative(nativeDir: string, copy: string): Promise<void> {
  const making = `${copy}.${randomUUID()}`;
  try {
    await cp(nativeDir, join(making, "native"), { recursive: true, verbatimSymlinks: true });
    await makeNativeSymlinks(join(making, "native"));
    await openToAll(making);
    await rm(copy, { recursive: true, force: true });
    // A second starter may have put the same copy there in the meantime.
    await rename(making, copy).catch(async (error: unknown) => {
      if (!(await isComplete(copy, nativeDir))) throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** An install under a strict umask leaves files that only their owner reads. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const runs = entry.isDirectory() || entry.parentPath.endsWith("/bin");
    await chmod(join(entry.parentPath, entry.name), runs ? 0o755 : 0o644);
  }
}
