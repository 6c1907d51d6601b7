import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** The command line of a process, its arguments joined by spaces; null when it is gone or not ours to see. */
export async function commandOf(pid: number): Promise<string | null> {
  const line =
    process.platform === "linux"
      ? (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " ")
      : (await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" })))
          .stdout;
  return line.trim() || null;
}
