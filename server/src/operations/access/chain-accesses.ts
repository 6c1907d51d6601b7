import {
  type AccessChainRow,
  accessesOfRestore,
  type Database,
  insertAccessHead,
  insertChainLink,
  isChainDue,
  type LoggedAccess,
  lastAccessHead,
  lastChainLink,
  lockAccessChain,
  nextAccesses,
  storedFeedEpoch,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import {
  type ChainEntry,
  digestOf,
  emptyChain,
  extendChain,
  writeEntries,
} from "../../domain/access/chain.ts";
import { createHeadSigner, writeHead } from "../../domain/access/signed-head.ts";
import { isSealed } from "./seal-access.ts";

type ChainDeps = Pick<Deps, "config" | "db" | "encryption" | "log">;
type Position = Pick<AccessChainRow, "to_xid" | "to_id" | "epoch" | "epoch_at">;

// A burst of calls is chained later, and takes little from them.
const maxRows = 1_000;
const headEveryMs = 60_000;
const nobodysId = "00000000-0000-0000-0000-000000000000";

/**
 * Lengthens the chain over the access log by the rows that were committed since, and signs its head once a minute, or now.
 * One process does it at a time. Returns how many rows were chained.
 */
export async function chainAccesses(deps: ChainDeps, { signsNow = false } = {}): Promise<number> {
  const everyMs = signsNow ? 0 : headEveryMs;
  if (!(await isChainDue(deps.db, everyMs / 1000))) return 0;
  return deps.db.transaction().execute(async (trx) => {
    if (!(await lockAccessChain(trx))) return 0;
    const last = await lastChainLink(trx);
    const { rows, end } = await rowsAfter(trx, last, await storedFeedEpoch(trx));
    if (rows.length > 0) await insertChainLink(trx, linkOf(deps, last, rows, end));
    await signHead(deps, trx, everyMs);
    return rows.length;
  });
}

/** The next rows, and where the chain goes on behind them. */
async function rowsAfter(
  trx: Transaction<Database>,
  last: (Position & Pick<AccessChainRow, "newest_at">) | undefined,
  epoch: string,
): Promise<{ rows: LoggedAccess[]; end: Position }> {
  const begin = last ?? { to_xid: "0", to_id: nobodysId, epoch, epoch_at: new Date(0) };
  if (!last || last.epoch === epoch) {
    const rows = await nextAccesses(trx, begin, maxRows);
    const { xid, id } = rows.at(-1) ?? { xid: begin.to_xid, id: begin.to_id };
    return { rows, end: { ...begin, to_xid: xid, to_id: id } };
  }
  const { rows, edge, now } = await accessesOfRestore(trx, last);
  return { rows, end: { to_xid: edge, to_id: nobodysId, epoch, epoch_at: now } };
}

function linkOf(
  { encryption, log }: Pick<ChainDeps, "encryption" | "log">,
  last: Pick<AccessChainRow, "last_number" | "hash" | "newest_at"> | undefined,
  rows: readonly LoggedAccess[],
  end: Position,
): AccessChainRow {
  const first_number = (last?.last_number ?? 0) + 1;
  const accesses: ChainEntry[] = rows.map((row) => ({
    id: row.id,
    digest: digestOf(row.content),
    isSealed: isSealed(encryption, row),
  }));
  const foreign = accesses.filter((entry) => !entry.isSealed).length;
  if (foreign > 0)
    log.error(
      { event: "access-log-forged", count: foreign },
      "Rows of the access log were not written by this service: run npm run audit -- verify",
    );
  const entries = writeEntries(accesses);
  return {
    ...end,
    first_number,
    last_number: first_number + rows.length - 1,
    newest_at: new Date(Math.max(...rows.map(({ at }) => at.getTime()), last?.newest_at.getTime() ?? 0)),
    entries,
    hash: extendChain(last?.hash ?? emptyChain, first_number, entries),
  };
}

async function signHead(
  { config, log }: ChainDeps,
  trx: Transaction<Database>,
  everyMs: number,
): Promise<void> {
  const [chained, signed] = [await lastChainLink(trx), await lastAccessHead(trx)];
  if (!chained || signed?.number === chained.last_number) return;
  const signedAt = new Date();
  if (signed && signedAt.getTime() - signed.signed_at.getTime() < everyMs) return;
  const signer = createHeadSigner(config.indexKeys);
  const head = signer.sign({ number: chained.last_number, hash: chained.hash, signedAt });
  await insertAccessHead(trx, {
    number: head.number,
    hash: head.hash,
    signed_at: signedAt,
    key_id: head.keyId,
    signature: head.signature,
  });
  log.info({ event: "access-log-head", head: writeHead(head) }, "The access log is signed up to here");
}
