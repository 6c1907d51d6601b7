import { readFile } from "node:fs/promises";
import type { Db } from "@patientcare/zoom-db";
import { variables } from "@patientcare/zoom-server/config/variables.ts";
import {
  createHeadSigner,
  readHead,
  type SignedHead,
} from "@patientcare/zoom-server/domain/access/signed-head.ts";
import { createIndex } from "@patientcare/zoom-server/encryption.ts";
import {
  type AccessLogCheck,
  verifyAccessLog,
} from "@patientcare/zoom-server/operations/access/verify-access-log.ts";
import type { CommandConfig } from "../config.ts";
import { findIndexKeys } from "./find-index-keys.ts";

const mostShown = 50;

export interface VerifyFlags {
  head?: string[];
  log?: string[];
  json?: boolean;
}

/** Checks the access log; true when all fits. */
export async function verify(db: Db, config: CommandConfig, flags: VerifyFlags): Promise<boolean> {
  const indexKeys = await findIndexKeys(config);
  const check = await verifyAccessLog({
    db,
    encryption: createIndex(indexKeys),
    signer: createHeadSigner(indexKeys),
    accessLogDays: variables.shape.ACCESS_LOG_DAYS.parse(config.accessLogDays ?? undefined),
    kept: [...(flags.head ?? []).map(requireHead), ...(await headsOfLogs(flags.log ?? []))],
  });
  console.log(flags.json ? JSON.stringify(check) : asText(check));
  return check.problems.length === 0;
}

function requireHead(word: string): SignedHead {
  const head = readHead(word);
  if (head) return head;
  throw new Error("--head takes a head as the service's log has it, in the field head of access-log-head.");
}

async function headsOfLogs(files: readonly string[]): Promise<SignedHead[]> {
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  return texts.flatMap((text) =>
    [...text.matchAll(/"head":"([^"]+)"/g)].flatMap(([, word = ""]) => readHead(word) ?? []),
  );
}

function asText({ problems, chained, first, proven, unproven }: AccessLogCheck): string {
  const rows = `${chained} rows of the access log have a number, from ${first} on.`;
  const proof = proven
    ? `Rows up to number ${proven.number} are proven by a head that was signed at ${proven.signedAt.toISOString()}.`
    : "No head is signed yet.";
  const rest = `${unproven} newer rows are not proven yet: whether one of them is missing cannot be told.`;
  if (problems.length === 0)
    return [rows, proof, ...(unproven > 0 ? [rest] : []), "Nothing was changed."].join("\n");
  const shown = problems.slice(0, mostShown);
  const more = problems.length > mostShown ? [`… and ${problems.length - mostShown} more.`] : [];
  return [rows, proof, "", "The log is not as the service wrote it:", ...shown, ...more].join("\n");
}
