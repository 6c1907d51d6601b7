import type { IndexRotation } from "@patientcare/zoom-server/operations/privacy/rotate-index-key.ts";
import type { KeyUse, Rotation } from "@patientcare/zoom-server/operations/privacy/rotate-keys.ts";

/** The number of values under each key, the configured keys in their order. */
export function usesAsText(uses: readonly KeyUse[], configured: readonly string[]): string {
  const missing = uses.filter(({ keyId }) => !configured.includes(keyId));
  const lines = configured.flatMap((keyId, place) => {
    const values = uses.find((use) => use.keyId === keyId)?.values ?? {};
    const role = place === 0 ? "encrypts" : "decrypts only";
    return [`${keyId} (${role}): ${totalOf(values)} values`, ...linesOf(values)];
  });
  for (const { keyId, values } of missing)
    lines.push(
      `${keyId} IS MISSING: ${totalOf(values)} values cannot be read. Put it back into DATA_ENCRYPTION_KEYS, last.`,
      ...linesOf(values),
    );
  return lines.join("\n");
}

/** The result of a rotation, and the next step. */
export function rotationAsText({ changed, unreadable, left, idle }: Rotation, keyId: string): string {
  const lines = [`${changed} values were put under ${keyId}.`];
  for (const [column, count] of Object.entries(unreadable))
    lines.push(
      `${count} values of ${column} cannot be read with these keys: put the missing key back (npm run keys -- status names it), and run this again.`,
    );
  if (left > 0)
    lines.push(
      `Values under other keys still come in: restart every replica with ${keyId} first in DATA_ENCRYPTION_KEYS, and run this again.`,
    );
  if (lines.length === 1)
    lines.push(
      idle.length === 0
        ? "No other key is in use."
        : `Nothing is under ${idle.join(", ")} any more: once ${keyId} is first in every replica, take ${idle.length === 1 ? "it" : "them"} out of DATA_ENCRYPTION_KEYS.`,
    );
  return lines.join("\n");
}

/** The result of a change of the index key, and the next step. */
export function indexRotationAsText({ changed, unreadable, idle }: IndexRotation): string {
  const lines = [`${changed} persons are found by the first key of DATA_INDEX_KEY now, and were not before.`];
  if (unreadable > 0)
    lines.push(
      `${unreadable} persons cannot be read: put the missing key of DATA_ENCRYPTION_KEYS back, and run this again.`,
    );
  if (idle > 0)
    lines.push("Once it is first in every replica, take the key behind it out of DATA_INDEX_KEY.");
  return lines.join("\n");
}

const totalOf = (values: KeyUse["values"]) => Object.values(values).reduce((sum, count) => sum + count, 0);

const linesOf = (values: KeyUse["values"]) =>
  Object.entries(values).map(([column, count]) => `  ${column.padEnd(36)} ${String(count).padStart(9)}`);
