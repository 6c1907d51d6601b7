import type { Readable } from "node:stream";

const kept = 8;

/** Hands a stream on as it comes and remembers its last lines. */
export function lastLines(from: Readable, to: NodeJS.WritableStream): () => string {
  let tail = "";
  from.setEncoding("utf8");
  from.on("data", (chunk: string) => {
    to.write(chunk);
    tail = (tail + chunk)
      .split("\n")
      .slice(-kept - 1)
      .join("\n");
  });
  return () => tail.trim();
}
