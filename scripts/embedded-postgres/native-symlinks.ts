import { lstat, readFile, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

type Link = { at: string; to: string };

/** The package's shared libraries are linked by its install script, which npm may have been told not to run. */
export async function hasNativeSymlinks(nativeDir: string): Promise<boolean> {
  const links = await readLinks(nativeDir);
  const found = await Promise.all(links.map(({ at }) => lstat(at).catch(() => null)));
  return found.every((entry) => entry !== null);
}

export async function makeNativeSymlinks(nativeDir: string): Promise<void> {
  for (const { at, to } of await readLinks(nativeDir)) {
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function readLinks(nativeDir: string): Promise<Link[]> {
  const text = await readFile(join(nativeDir, "pg-symlinks.json"), "utf8");
  const listed: { source: string; target: string }[] = JSON.parse(text);
  return listed.map(({ source, target }) => ({
    at: join(dirname(nativeDir), target),
    to: relative(dirname(target), source),
  }));
}
