import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { cannotBecome } from "./cannot-become.ts";
import type { ClusterOwner } from "./cluster-owner.ts";
import { wayOut } from "./way-out.ts";

/** Starts one of PostgreSQL's programs. The environment is not handed on: PG* variables would change what it does. */
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
    const { code } = cause as NodeJS.ErrnoException;
    if (owner && (code === "EPERM" || code === "EINVAL")) throw cannotBecome(owner, cause);
    throw new Error(`The bundled PostgreSQL does not run on this system (${code}). ${wayOut}`, { cause });
  }
}
