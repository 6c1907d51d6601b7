import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { canReach } from "./can-reach.ts";
import type { ClusterOwner } from "./cluster-owner.ts";
import { outsideFolder } from "./outside-folder.ts";
import { wayOut } from "./way-out.ts";

/** Where the data really lies: as wanted when the owner can reach it, else in a folder named after the wanted one. */
export async function placeData(wanted: string, owner: ClusterOwner): Promise<string> {
  const [made, uid] = [await stat(wanted).catch(() => null), process.getuid?.()];
  if (!owner && made && uid !== undefined && made.uid !== uid) {
    throw new Error(`${wanted} belongs to another user (uid ${made.uid}). Start as that user. ${wayOut}`);
  }
  if (await canReach(wanted, owner)) return wanted;
  const name = createHash("sha256").update(wanted).digest("hex").slice(0, 16);
  return join(await outsideFolder(owner), `data-${name}`);
}
