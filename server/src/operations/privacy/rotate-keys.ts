import {
  countByKey,
  deploymentKeyColumns,
  forgetEncryptionKeys,
  type KeyColumn,
  replaceValues,
  valuesUnderOtherKeys,
} from "@patientcare/zoom-db";
import type { PrivacyDeps } from "./privacy-deps.ts";

const rowsAtOnce = 500;
// Replicas that still encrypt with another key write beside it: what they wrote is found by another walk.
const mostWalks = 3;

export interface Rotation {
  /** Values and data keys that are under the first key now and were not before. */
  changed: number;
  /** Values that no key at hand decrypts, by column. */
  unreadable: Record<string, number>;
  /** Values that other keys still encrypt, since somebody writes with them. */
  left: number;
  /** Keys of which nothing is left: the service starts without them. */
  idle: string[];
}

/**
 * Puts everything under the first key of DATA_ENCRYPTION_KEYS: each value by compare-and-set on what was read, so that it may
 * run beside the service, be killed, and run again.
 */
export async function rotateKeys(
  deps: PrivacyDeps,
  keyId: string,
  onProgress: (changed: number) => void = () => {},
): Promise<Rotation> {
  const rotation: Rotation = { changed: 0, unreadable: {}, left: 0, idle: [] };
  for (let walk = 0; walk < mostWalks; walk += 1) {
    let found = 0;
    rotation.unreadable = {};
    for (const place of deploymentKeyColumns) {
      const { seen, changed, unreadable } = await rotateColumn(deps, place, keyId, (more) =>
        onProgress(rotation.changed + more),
      );
      rotation.changed += changed;
      found += seen - unreadable;
      if (unreadable > 0) rotation.unreadable[`${place.table}.${place.column}`] = unreadable;
    }
    rotation.left = found;
    if (found === 0) break;
  }
  if (rotation.left === 0 && Object.keys(rotation.unreadable).length === 0)
    rotation.idle = await forgetEncryptionKeys(deps.db, [keyId]);
  return rotation;
}

async function rotateColumn(
  { db, encryption }: PrivacyDeps,
  place: KeyColumn,
  keyId: string,
  onProgress: (changed: number) => void,
): Promise<{ seen: number; changed: number; unreadable: number }> {
  const { record, column } = place;
  const counts = { seen: 0, changed: 0, unreadable: 0 };
  for (let after: string | null = null; ; ) {
    const values = await valuesUnderOtherKeys(db, place, { keyId, after, limit: rowsAtOnce });
    const fresh = values.flatMap(({ id, value }) => {
      try {
        return { id, before: value, after: encryption.encryptAnew({ record, column, id }, value) ?? value };
      } catch {
        counts.unreadable += 1;
        return [];
      }
    });
    counts.seen += values.length;
    counts.changed += await replaceValues(db, place, fresh);
    onProgress(counts.changed);
    const last = values.at(-1);
    if (!last || values.length < rowsAtOnce) return counts;
    after = last.id;
  }
}

export interface KeyUse {
  keyId: string;
  /** How many values and data keys it encrypts, by column. */
  values: Record<string, number>;
}

/** How much each key of the deployment encrypts. */
export async function keysInUse({ db }: Pick<PrivacyDeps, "db">): Promise<KeyUse[]> {
  const uses = new Map<string, Record<string, number>>();
  for (const place of deploymentKeyColumns) {
    for (const { keyId, count } of await countByKey(db, place)) {
      const values = uses.get(keyId) ?? {};
      values[`${place.table}.${place.column}`] = count;
      uses.set(keyId, values);
    }
  }
  return [...uses].map(([keyId, values]) => ({ keyId, values }));
}
