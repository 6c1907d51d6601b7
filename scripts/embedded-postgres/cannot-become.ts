import type { ClusterOwner } from "./cluster-owner.ts";
import { wayOut } from "./way-out.ts";

/** Some containers take root's right to act as somebody else. */
export function cannotBecome(owner: NonNullable<ClusterOwner>, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  return new Error(
    `PostgreSQL does not run as root, and this system does not let root become "${owner.name}" (${code}). ${wayOut}`,
    { cause },
  );
}
