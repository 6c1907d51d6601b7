import { accessHeads, createDatabase, type Database, type Db, insertAccess } from "@patientcare/zoom-db";
import { createHeadSigner, type SignedHead } from "@patientcare/zoom-server/domain/access/signed-head.ts";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { chainAccesses } from "@patientcare/zoom-server/operations/access/chain-accesses.ts";
import { accessRow } from "@patientcare/zoom-server/operations/access/record-access.ts";
import { verifyAccessLog } from "@patientcare/zoom-server/operations/access/verify-access-log.ts";
import { sql, type Transaction } from "kysely";
import { createTestDatabase } from "../support/cluster.ts";

const indexKeys = [Buffer.alloc(32, 2)];
const encryption = createEncryption([{ id: "k1", secret: Buffer.alloc(32, 1) }], indexKeys);
const signer = createHeadSigner(indexKeys);

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Rows as the service writes them, of every kind. */
export const someRows = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    accessRow(
      { encryption },
      {
        action: index % 3 === 0 ? "meetings.get" : "links.get",
        refusedFor: index % 5 === 4 ? "MEETING_NOT_FOUND" : null,
        actor: { sub: `doctor-${index % 7}`, role: "doctor", email: null },
        requestId: `r-${index}`,
        handsOver: index % 3 !== 0,
        persons: ["doctor", "patient"],
        ...(index % 4 === 0 && { meetingIds: [id(index), id(index + 1)] }),
        ...(index % 4 === 1 && { appointmentId: id(index), meetingId: id(index) }),
        ...(index % 4 === 2 && { meetingId: id(index), participantId: id(index), linkId: id(index) }),
        ...(index % 4 === 3 && { device: `device-${index}` }),
      },
    ),
  );

type Trx = Transaction<Database>;

export interface ChainedLog extends AsyncDisposable {
  db: Db;
  url: string;
  /** Writes rows, each in a transaction of its own where `apart`, and chains them. */
  add(count: number, options?: { apart?: boolean; epoch?: string }): Promise<void>;
  /** Rows as a restore brings them along: their transaction numbers are higher than those of this cluster. */
  addOfAnotherCluster(count: number): Promise<void>;
  chain(options?: { signsNow?: boolean; epoch?: string }): Promise<number>;
  /** Signs all heads anew, as if that had been so many days earlier. */
  signAgain(trx: Trx, daysAgo: number): Promise<void>;
  /** The words that verify has about the log. */
  problems(db?: Db, kept?: SignedHead[], accessLogDays?: number): Promise<string[]>;
  /** The lines of the service's log. */
  lines: { event?: string; head?: string; count?: number }[];
}

/** A database with an access log whose chain is made by the test, and no service. */
export async function aChainedLog(): Promise<ChainedLog> {
  const database = await createTestDatabase();
  const db = createDatabase(database.url, { maxConnections: 4 });
  const lines: ChainedLog["lines"] = [];
  const write = (fields: object) => void lines.push(fields);
  const log = { debug: write, info: write, warn: write, error: write };
  const chain: ChainedLog["chain"] = async ({ signsNow = true, epoch = "first" } = {}) => {
    await db.updateTable("feed_epoch").set({ epoch }).execute();
    return chainAccesses(Object({ db, encryption, config: { indexKeys }, log }), { signsNow });
  };
  return {
    db,
    url: database.url,
    lines,
    chain,
    async add(count, { apart = false, epoch } = {}) {
      const rows = someRows(count);
      if (apart) for (const row of rows) await insertAccess(db, [row]);
      else await insertAccess(db, rows);
      // Transactions of other tests hold it back: numbers of transactions belong to the whole server.
      for (let left = count; left > 0; ) left -= await chain({ ...(epoch && { epoch }) });
    },
    async addOfAnotherCluster(count) {
      await insertAccess(db, someRows(count));
      await db.transaction().execute(async (trx) => {
        await sql`set local session_replication_role = replica`.execute(trx);
        await sql`update access_log set xid = (xid::text::bigint + 1000000)::text::xid8
          where xid > (select to_xid from access_chain order by last_number desc limit 1)`.execute(trx);
      });
    },
    async signAgain(trx, daysAgo) {
      for (const { number, hash, signed_at } of await accessHeads(trx)) {
        const signedAt = new Date(signed_at.getTime() - daysAgo * 24 * 60 * 60_000);
        const { signature } = signer.sign({ number, hash, signedAt });
        await trx
          .updateTable("access_heads")
          .set({ signed_at: signedAt, signature })
          .where("number", "=", number)
          .execute();
      }
    },
    problems: async (reader = db, kept = [], accessLogDays = 2555) =>
      (await verifyAccessLog({ db: reader, encryption, signer, accessLogDays, kept })).problems,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await database.drop();
    },
  };
}
