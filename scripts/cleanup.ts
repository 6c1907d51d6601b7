import {
  createDatabase,
  type Db,
  isDatabaseUnavailable,
  isMigrated,
  requireSessions,
  UnusableDatabase,
} from "@patientcare/zoom-db";
import {
  type Archived,
  archiveMeetings,
} from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { previewArchive } from "@patientcare/zoom-server/operations/archive/preview-archive.ts";
import { type CleanupOptions, cleanupCommand, type GivenOptions, readOptions } from "./cleanup/options.ts";
import { archivedAsJson, archivedAsText, showProgress } from "./cleanup/report.ts";
import { readCommandConfig } from "./config.ts";
import { messageOf, runCommand } from "./create-command.ts";
import { findDatabase, NotReady } from "./local-database.ts";

const stoppedEarly = 3;

const databaseOptions = {
  maxConnections: 1,
  statementTimeoutMs: 10 * 60_000,
  applicationName: "patientcare-zoom-cleanup",
};

let stop = false;
let archivedMeetings = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stop = true;
  });
}

async function archive(db: Db, options: CleanupOptions): Promise<Archived> {
  const total = process.stderr.isTTY ? (await previewArchive({ db }, options)).rows.zoom_meetings : 0;
  const progress = showProgress(process.stderr, total);
  const onBatch = ({ rows }: Archived) => {
    archivedMeetings = rows.zoom_meetings;
    progress.update(archivedMeetings);
  };
  return archiveMeetings({ db }, { ...options, onBatch, shouldStop: () => stop }).finally(progress.stop);
}

async function cleanUp(given: GivenOptions): Promise<void> {
  const config = readCommandConfig();
  const options = readOptions(given, config);
  const { url, line } = await findDatabase(config);
  if (options.json) console.error(line);
  else console.log(line);
  await requireSessions(url);
  const db = createDatabase(url, databaseOptions);
  try {
    if (!(await isMigrated(db))) {
      throw new NotReady("The database has an older schema: run npm run migrate first.");
    }
    const archived = await (options.dryRun ? previewArchive({ db }, options) : archive(db, options));
    console.log((options.json ? archivedAsJson : archivedAsText)(archived, options.dryRun));
    if (archived.stopped) process.exitCode = stoppedEarly;
  } finally {
    await db.destroy();
  }
}

function explain(error: unknown): string {
  if (error instanceof NotReady || error instanceof UnusableDatabase) return error.message;
  const reason = isDatabaseUnavailable(error) ? messageOf(error) : `The cleanup failed: ${messageOf(error)}`;
  return archivedMeetings === 0
    ? reason
    : `${reason} The ${archivedMeetings} meetings that were archived before stay in the archive.`;
}

await runCommand(cleanupCommand().action(cleanUp), explain);
