import { createHash } from "node:crypto";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const markerBytes = 10;
const markers = new RegExp(`(?<!\\S)[${crockford}]{16}-([a-z0-9-]{1,32})(?![\\w-])`, "g");

/**
 * The correlation id that our Zoom meetings carry in topic and agenda: 16 characters (80 bits) that say nothing
 * about the appointment and are the same after a restore, then the deployment's name. The name stands behind: in front,
 * people read it as a fault.
 */
export function markerOf(deploymentId: string, appointmentId: string, generation: number): string {
  const digest = createHash("sha256").update(`${deploymentId}\n${appointmentId}\n${generation}`).digest();
  return `${toCrockford(digest.subarray(0, markerBytes))}-${deploymentId}`;
}

/** The first marker of `deploymentId` that one of the texts holds as a word of its own, or null. */
export function findMarker(deploymentId: string, ...texts: readonly (string | undefined)[]): string | null {
  const all = texts.flatMap((text = "") => [...text.matchAll(markers)]);
  return all.find(([, deployment]) => deployment === deploymentId)?.[0] ?? null;
}

function toCrockford(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((group) => crockford[Number.parseInt(group, 2)]).join("");
}
