import { createDatabase, type Db, insertAccess } from "@patientcare/zoom-db";
import { createHeadSigner, type SignedHead } from "@patientcare/zoom-server/domain/access/signed-head.ts";
import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { chainAccesses } from "@patientcare/zoom-server/operations/access/chain-accesses.ts";
import { accessRow } from "@patientcare/zoom-server/operations/access/record-access.ts";
import { verifyAccessLog } from "@patientcare/zoom-server/operations/access/verify-access-log.ts";
import { createTestDatabase } from "../support/cluster.ts";

const indexKey = Buffer.alloc(32, 2);
const encryption = createEncryption([{ id: "k1", secret: Buffer.alloc(32, 1) }], indexKey);
const signer = createHeadSigner(indexKey);

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

export interface ChainedLog extends AsyncDisposable {
  db: Db;
  url: string;
  /** Writes rows, each in a transaction of its own where `apart`, and chains them. */
  add(count: number, options?: { apart?: boolean }): Promise<void>;
  chain(options?: { signsNow?: boolean; epoch?: string }): Promise<number>;
  /** The words that verify has about the log. */
  problems(db?: Db, kept?: SignedHead[]): Promise<string[]>;
  /** The lines of the service's log. */
  lines: { event?: string; head?: string }[];
}

/** A database with an access log whose chain is made by the test, and no service. */
export async function aChainedLog(): Promise<ChainedLog> {
  const database = await createTestDatabase();
  const db = createDatabase(database.url, { maxConnections: 4 });
  const lines: ChainedLog["lines"] = [];
  const write = (fields: object) => void lines.push(fields);
  const log = { debug: write, info: write, warn: write, error: write };
  const chain: ChainedLog["chain"] = ({ signsNow = true, epoch = "first" } = {}) =>
    chainAccesses(Object({ db, encryption, config: { indexKey }, feed: { epoch: async () => epoch }, log }), {
      signsNow,
    });
  return {
    db,
    url: database.url,
    lines,
    chain,
    async add(count, { apart = false } = {}) {
      const rows = someRows(count);
      if (apart) for (const row of rows) await insertAccess(db, [row]);
      else await insertAccess(db, rows);
      // Transactions of other tests hold it back: numbers of transactions belong to the whole server.
      for (let left = count; left > 0; ) left -= await chain();
    },
    problems: async (reader = db, kept = []) =>
      (await verifyAccessLog({ db: reader, encryption, signer, accessLogDays: 2555, kept })).problems,
    async [Symbol.asyncDispose]() {
      await db.destroy();
      await database.drop();
    },
  };
}
