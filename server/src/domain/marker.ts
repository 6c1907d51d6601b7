import { createHash } from "node:crypto";

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const markerBytes = 10;

/**
 * The mark of ours that a Zoom meeting carries in its topic and agenda: the deployment's name and 16
 * characters (80 bits) that say nothing about the appointment and are the same after a restore.
 */
export function markerOf(deploymentId: string, appointmentId: string, generation: number): string {
  const digest = createHash("sha256").update(`${deploymentId}\n${appointmentId}\n${generation}`).digest();
  return `${deploymentId}-${toCrockford(digest.subarray(0, markerBytes))}`;
}

/** The marker of `deploymentId` that a topic or an agenda holds, or null. */
export function findMarker(deploymentId: string, text: string): string | null {
  const start = text.indexOf(`${deploymentId}-`);
  if (start < 0) return null;
  const before = text[start - 1];
  const code = text
    .slice(start + deploymentId.length + 1)
    .match(/^[0-9A-HJKMNP-TV-Z]{16}(?![0-9A-Za-z])/)?.[0];
  return code && (before === undefined || /\s/.test(before)) ? `${deploymentId}-${code}` : null;
}

function toCrockford(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((group) => crockford[Number.parseInt(group, 2)]).join("");
}
