import { type Db, isDatabaseUnavailable } from "@patientcare/zoom-db";
import {
  type Archived,
  archiveMeetings,
} from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { previewArchive } from "@patientcare/zoom-server/operations/archive/preview-archive.ts";
import { NotReady, openDatabase } from "./cleanup/open-database.ts";
import { readOptions } from "./cleanup/read-options.ts";
import { showProgress } from "./cleanup/show-progress.ts";
import { archivedAsJson, tellArchived } from "./cleanup/tell-archived.ts";
import { readCommandConfig } from "./config.ts";

const failed = 1;
const notReady = 2;
const stoppedEarly = 3;

const config = readCommandConfig();
const options = readOptions(config, process.argv.slice(2));

let stop = false;
let meetingsGone = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    stop = true;
  });
}

async function archive(db: Db): Promise<Archived> {
  const total = process.stderr.isTTY ? (await previewArchive({ db }, options)).rows.zoom_meetings : 0;
  const progress = showProgress(process.stderr, total);
  const onBatch = ({ rows }: Archived) => {
    meetingsGone = rows.zoom_meetings;
    progress.update(meetingsGone);
  };
  return archiveMeetings({ db }, { ...options, onBatch, shouldStop: () => stop }).finally(progress.stop);
}

function explain(error: unknown): string {
  if (error instanceof NotReady) return error.message;
  const why = isDatabaseUnavailable(error)
    ? "The database cannot be reached: check DATABASE_URL, and that PostgreSQL runs there."
    : `The cleanup failed: ${error instanceof Error ? error.message : error}`;
  return meetingsGone === 0
    ? why
    : `${why} The ${meetingsGone} meetings that went before stay in the archive.`;
}

try {
  const db = await openDatabase(config);
  try {
    const archived = await (options.dryRun ? previewArchive({ db }, options) : archive(db));
    console.log(
      options.json ? archivedAsJson(archived, options.dryRun) : tellArchived(archived, options.dryRun),
    );
    if (archived.stopped) process.exitCode = stoppedEarly;
  } finally {
    await db.destroy();
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = error instanceof NotReady ? notReady : failed;
}
