import { spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

interface Running {
  output(): string;
  ended: Promise<number | null>;
}

/** The environment of a shell: without the settings of this test run, and of the npm that started it. */
const personsEnvironment = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(npm_(?!config)|VITEST|TEST|NODE_ENV$|NODE_OPTIONS$|FULL$|CI$)/.test(name),
    ),
  );

/** Runs a command as a person types it. A process group of its own ends with the test. */
export function type(command: string, cwd: string, env: Record<string, string> = {}): Running {
  const child = spawn("bash", ["-c", command], {
    cwd,
    env: { ...personsEnvironment(), ...env },
    detached: true,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (piece: string) => {
      text += piece;
    });
  const ended = once(child, "close").then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    // As Ctrl-C does: what was started ends what it has started itself.
    process.kill(-Number(child.pid), "SIGINT");
    await ended;
  });
  return { output: () => text, ended };
}

/** The output of a command. @throws Error with it when the command fails */
export async function done(command: string, cwd: string, env?: Record<string, string>): Promise<string> {
  const { output, ended } = type(command, cwd, env);
  const code = await ended;
  if (code !== 0) throw new Error(`${command} ended with ${code}:\n${output()}`);
  return output();
}
