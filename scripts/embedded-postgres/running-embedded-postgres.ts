import { probe } from "./probe.ts";
import { readRuntime } from "./runtime-file.ts";

/** The embedded PostgreSQL this runtime file tells of (`.data/postgres.json`), when it runs and answers. */
export async function runningEmbeddedPostgres(runtimeFile: string): Promise<{ url: string } | null> {
  const runtime = await readRuntime(runtimeFile);
  if (!runtime || (await probe(runtime.url)) !== "answers") return null;
  return { url: runtime.url };
}
