import { createHash } from "node:crypto";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const markerBytes = 10;

/**
 * The correlation id that our Zoom meetings carry in topic and agenda: the deployment's name and 16
 * characters (80 bits) that say nothing about the appointment and are the same after a restore.
 */
export function markerOf(deploymentId: string, appointmentId: string, generation: number): string {
  const digest = createHash("sha256").update(`${deploymentId}\n${appointmentId}\n${generation}`).digest();
  return `${deploymentId}-${toCrockford(digest.subarray(0, markerBytes))}`;
}

/** The marker of `deploymentId` that a topic or an agenda holds as a word of its own, or null. */
export function findMarker(deploymentId: string, text: string): string | null {
  return new RegExp(`(?<!\\S)${deploymentId}-[${crockford}]{16}(?![\\w-])`).exec(text)?.[0] ?? null;
}

function toCrockford(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((group) => crockford[Number.parseInt(group, 2)]).join("");
}
