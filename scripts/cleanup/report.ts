import type { Archived } from "@patientcare/zoom-server/operations/archive/archive-meetings.ts";
import { SingleBar } from "cli-progress";

export interface Progress {
  update(meetings: number): void;
  stop(): void;
}

const format = "{bar} {percentage} % | {value} of {total} meetings | {eta_formatted} left";

/** A bar on a terminal; nothing at all where the stream is a file or a pipe. */
export function showProgress(stream: NodeJS.WriteStream, meetings: number): Progress {
  if (!stream.isTTY || meetings === 0) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar({ format, stream, hideCursor: true, gracefulExit: false });
  bar.start(meetings, 0);
  return { update: (value) => bar.update(value), stop: () => bar.stop() };
}

/** The result in words; `dryRun` puts it in the conditional. */
export function archivedAsText(archived: Archived, dryRun: boolean): string {
  const { rows, before, oldest, newest, zoomDeletions, stopped } = archived;
  const meetings = rows.zoom_meetings;
  const lines = [
    `${countOf(meetings)} whose slot ended before ${before.toISOString()} ${dryRun ? "would go" : "went"} into the archive`,
  ];
  if (oldest && newest) lines.push(`  from ${oldest.toISOString()} to ${newest.toISOString()}`, "");
  const widest = Math.max(...Object.keys(rows).map((table) => table.length));
  if (meetings > 0) {
    for (const [table, count] of Object.entries(rows)) {
      lines.push(`  ${table.padEnd(widest)}  ${String(count).padStart(9)} rows`);
    }
    lines.push("", `  ${zoomDeletions} of them ${dryRun ? "would be" : "are being"} deleted at Zoom`);
  }
  if (stopped) lines.push("", "Stopped early: run it again to go on.");
  return lines.join("\n");
}

/** The result as one JSON object. */
export const archivedAsJson = ({ rows, ...archived }: Archived, dryRun: boolean): string =>
  JSON.stringify({ dryRun, meetings: rows.zoom_meetings, ...archived, rows });

const countOf = (meetings: number) => (meetings === 1 ? "1 meeting" : `${meetings} meetings`);
