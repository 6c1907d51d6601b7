import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** The superuser's password lies with the data it opens, so that losing the runtime file loses nothing. */
export const passwordFile = (dataDir: string) => join(dataDir, "superuser-password");

export const readPassword = (dataDir: string) => readFile(passwordFile(dataDir), "utf8");
