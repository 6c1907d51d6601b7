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
