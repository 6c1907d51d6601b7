import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import type { CommandConfig } from "../config.ts";

/**
 * The index keys of the environment, else the one that `npm start` made.
 * @throws Error with the remedy when there is none
 */
export async function findIndexKeys({ indexKey, dataFolder }: CommandConfig): Promise<Buffer[]> {
  const text = indexKey ?? (await readDevelopmentKey(join(dataFolder, "secrets.json")));
  const key = variables.shape.DATA_INDEX_KEY.safeParse(text ?? undefined);
  if (key.success) return key.data;
  throw new Error("No key to check signatures with: set DATA_INDEX_KEY as the service has it.");
}

async function readDevelopmentKey(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  try {
    return JSON.parse(text).DATA_INDEX_KEY ?? null;
  } catch {
    return null;
  }
}
