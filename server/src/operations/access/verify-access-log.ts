import {
  type AccessChainRow,
  type AccessHeadRow,
  accessesById,
  accessHeads,
  chainLinksAfter,
  type Db,
  unchainedAccesses,
} from "@patientcare/zoom-db";
import { digestOf, emptyChain, extendChain, readEntries } from "../../domain/access/chain.ts";
import type { HeadSigner, SignedHead } from "../../domain/access/signed-head.ts";
import { isSealed, type SealReader } from "./seal-access.ts";

const linksAtOnce = 20;
const dayMs = 24 * 60 * 60_000;

export interface AccessLogCheck {
  /** Everything that does not fit, as sentences; most of them name a row. */
  problems: string[];
  /** Rows that have a number. */
  chained: number;
  /** The number of the first row; more than 1 once old rows were cut off. */
  first: number;
  /** The newest head whose signature holds: rows up to it are proven. Null where there is none. */
  proven: { number: number; signedAt: Date } | null;
  /** Rows behind that head: nobody could tell whether one of them is missing. */
  unproven: number;
}

interface VerifyOptions {
  db: Db;
  encryption: SealReader;
  signer: HeadSigner;
  accessLogDays: number;
  /** Heads that were kept elsewhere, such as in the service's log. */
  kept?: readonly SignedHead[];
  now?: Date;
}

/**
 * Compares every row of the access log with its chain, and the chain with its signed heads.
 * @throws Error when none of them was signed with this key
 */
export async function verifyAccessLog(options: VerifyOptions): Promise<AccessLogCheck> {
  const { db } = options;
  const stored = (await accessHeads(db)).map(toHead);
  const problems: string[] = [];
  if (stored.length > 0 && stored.every((head) => options.signer.verify(head) === null))
    throw new Error(
      "The heads of the access log bear another key: set DATA_INDEX_KEY as the service has it.",
    );
  const heads = [...stored, ...(options.kept ?? [])].filter((head) => {
    const holds = options.signer.verify(head);
    if (holds === false) problems.push(`The head at row ${head.number} bears a signature that is not ours.`);
    return holds === true;
  });
  const { start, wanted } = beginning(options, heads, await chainLinksAfter(db, 0, 1), problems);
  const newest = Math.max(0, ...wanted.keys());
  const chain = await walkChain(options, { start, wanted, newest }, problems);
  for (const number of wanted.keys())
    problems.push(
      `The chain ends at row ${chain.last}, and the signed head at row ${number} says that there were more.`,
    );
  const fresh = await checkUnchained(options, chain.link, problems);
  const proven = heads
    .filter(({ number }) => number <= chain.last && !wanted.has(number))
    .reduce<SignedHead | null>((best, head) => (best && best.number >= head.number ? best : head), null);
  return {
    problems,
    chained: chain.last - start.number,
    first: start.number + 1,
    proven: proven && { number: proven.number, signedAt: proven.signedAt },
    unproven: chain.last - (proven?.number ?? start.number) + fresh,
  };
}

const toHead = (row: AccessHeadRow): SignedHead => ({
  number: row.number,
  hash: row.hash,
  signedAt: row.signed_at,
  keyId: row.key_id,
  signature: row.signature,
});

interface Start {
  number: number;
  hash: Buffer;
}

/** The point from which the chain is computed, and the heads that it must pass through. */
function beginning(
  { accessLogDays, now = new Date() }: VerifyOptions,
  heads: readonly SignedHead[],
  [first]: readonly AccessChainRow[],
  problems: string[],
): { start: Start; wanted: Map<number, Buffer[]> } {
  const origin: Start = { number: 0, hash: emptyChain };
  const begin = (first?.first_number ?? 1) - 1;
  const cut = heads.find(({ number }) => number === begin);
  const wanted = new Map<number, Buffer[]>();
  for (const { number, hash } of heads)
    if (number > begin) wanted.set(number, [...(wanted.get(number) ?? []), hash]);
  if (begin === 0) return { start: origin, wanted };
  if (!cut) problems.push(`The log begins at row ${begin + 1}, and no signed head stands for those before.`);
  else if (now.getTime() - cut.signedAt.getTime() < accessLogDays * dayMs)
    problems.push(
      `The rows up to ${begin} were cut off at a head of ${cut.signedAt.toISOString()}, which is younger than ACCESS_LOG_DAYS.`,
    );
  return { start: cut ?? { number: begin, hash: emptyChain }, wanted };
}

interface Walked {
  last: number;
  link: AccessChainRow | undefined;
}

/** `newest` is the number of the newest head: rows behind it have no proof but their seals. */
async function walkChain(
  { db, encryption }: VerifyOptions,
  { start, wanted, newest }: { start: Start; wanted: Map<number, Buffer[]>; newest: number },
  problems: string[],
): Promise<Walked> {
  let [last, hash] = [start.number, start.hash];
  let link: AccessChainRow | undefined;
  for (;;) {
    const links = await chainLinksAfter(db, last, linksAtOnce);
    if (links.length === 0) return { last, link };
    for (link of links) {
      if (link.first_number !== last + 1)
        problems.push(`The rows ${last + 1} to ${link.first_number - 1} are missing from the chain.`);
      hash = extendChain(hash, link.first_number, link.entries);
      if (!hash.equals(link.hash))
        problems.push(`The chain of the rows ${link.first_number} to ${link.last_number} was changed.`);
      hash = link.hash;
      last = link.last_number;
      await checkRows(db, link, link.last_number > newest ? encryption : null, problems);
      checkHeads(link, wanted, problems);
    }
  }
}

/** Heads are signed where a link ends. */
function checkHeads(link: AccessChainRow, wanted: Map<number, Buffer[]>, problems: string[]): void {
  for (const [number, hashes] of wanted) {
    if (number > link.last_number) continue;
    wanted.delete(number);
    if (number < link.last_number || hashes.some((hash) => !hash.equals(link.hash)))
      problems.push(`The chain differs from the signed head at row ${number}.`);
  }
}

async function checkRows(
  db: Db,
  link: AccessChainRow,
  encryption: SealReader | null,
  problems: string[],
): Promise<void> {
  const entries = readEntries(link.entries);
  const rows = await accessesById(
    db,
    entries.map(({ id }) => id),
  );
  for (const [place, { id, digest, isSealed: sealed }] of entries.entries()) {
    const name = `Row ${link.first_number + place} (${id})`;
    const row = rows.get(id);
    if (!row) problems.push(`${name} is missing.`);
    else if (!digestOf(row.content).equals(digest)) problems.push(`${name} was changed.`);
    if (!sealed || (row && encryption && !isSealed(encryption, row)))
      problems.push(`${name} was not written by this service.`);
  }
}

/** Rows without a number: those of the last seconds, and those that somebody put in between. Returns how many are the former. */
async function checkUnchained(
  { db, encryption }: VerifyOptions,
  link: AccessChainRow | undefined,
  problems: string[],
): Promise<number> {
  const end = link ?? {
    to_xid: "0",
    to_id: "00000000-0000-0000-0000-000000000000",
    epoch_at: new Date(0),
  };
  const rows = await unchainedAccesses(db, end);
  for (const row of rows) {
    if (!row.isNew) problems.push(`Row without a number (${row.id}) was put between older ones.`);
    else if (!isSealed(encryption, row))
      problems.push(`Row without a number (${row.id}) was not written by this service, or was changed.`);
  }
  return rows.filter(({ isNew }) => isNew).length;
}
