import {
  createDatabase,
  currentFeedEpoch,
  type Db,
  grantService,
  isReadOnly,
  mayRewriteAccessLog,
  migrateToLatest,
  readRole,
  requireSessions,
  setAccessRetention,
  UnusableDatabase,
} from "@patientcare/zoom-db";

interface Migration {
  /** The role that owns the tables; null: the service owns them itself. */
  ownerUrl: string | null;
  accessLogDays: number;
  statementTimeoutMs?: number;
}

/**
 * Brings the database to the newest schema. With an owner of its own, that one migrates, and grants the role of `db` what the
 * service needs. Returns the names of the migrations that ran.
 * @throws UnusableDatabase when the role of `db` could change the access log though it has an owner of its own
 */
export async function migrateDatabase(
  db: Db,
  { ownerUrl, accessLogDays, statementTimeoutMs }: Migration,
): Promise<string[]> {
  if (ownerUrl === null) {
    const ran = await migrateToLatest(db);
    await whereWritable(() => setAccessRetention(db, accessLogDays));
    return ran;
  }
  await requireSessions(ownerUrl);
  const owner = createDatabase(ownerUrl, { maxConnections: 1, statementTimeoutMs });
  try {
    const ran = await migrateToLatest(owner);
    const role = await readRole(db);
    await whereWritable(() => grantService(owner, role));
    await whereWritable(() => setAccessRetention(owner, accessLogDays));
    // The owner finds a restore also where the service may not ask for it.
    await currentFeedEpoch(owner);
    await requireProtectedLog(db);
    return ran;
  } finally {
    await owner.destroy();
  }
}

/** A standby has what its primary wrote. */
const whereWritable = (write: () => Promise<void>): Promise<void> =>
  write().catch((error) => {
    if (!isReadOnly(error)) throw error;
  });

async function requireProtectedLog(db: Db): Promise<void> {
  if (!(await mayRewriteAccessLog(db))) return;
  throw new UnusableDatabase(
    "The role of DATABASE_URL could change or delete rows of the access log (it owns the tables, is a member of their owner, or a superuser): give DATABASE_URL a role of its own, and leave the owner to DATABASE_OWNER_URL.",
  );
}
