import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@patientcare/zoom-embedded-postgres/free-port.ts";
import { clusterOwner, giveToOwner } from "@patientcare/zoom-embedded-postgres/owner.ts";
import { onTestFinished } from "vitest";
import { eventually } from "../support/eventually.ts";

// Debian puts it where only root looks.
const env = { PATH: `${process.env.PATH}:/usr/sbin` };

/** Debian's package is installed by `.ci/run`; elsewhere the tests of it may be left out. */
export const hasPgbouncer = spawnSync("pgbouncer", ["--version"], { env }).status === 0;

/** PgBouncer in front of the server of `url`, with these settings. Ends with the test; returns the URL through it. */
export async function openPgbouncer(url: string, settings: Record<string, string>): Promise<string> {
  const target = new URL(url);
  const folder = await mkdtemp(join(tmpdir(), "patientcare-pgbouncer-"));
  const port = await freePort(0);
  const file = join(folder, "pgbouncer.ini");
  const all = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    auth_type: "any",
    ...settings,
  };
  const password = decodeURIComponent(target.password);
  const login = `user=${target.username}${password === "" ? "" : ` password=${password}`}`;
  const lines = [
    "[databases]",
    `* = host=${target.hostname} port=${target.port} ${login}`,
    "[pgbouncer]",
    ...Object.entries(all).map(([name, value]) => `${name} = ${value}`),
  ];
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  // It refuses to run as root, as PostgreSQL does.
  const owner = await clusterOwner(folder);
  await giveToOwner(owner, [folder, file]);
  await chmod(folder, 0o700);
  const child = spawn("pgbouncer", ["--quiet", file], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
    ...(owner && { uid: owner.uid, gid: owner.gid }),
  });
  onTestFinished(async () => {
    await end(child);
    await rm(folder, { recursive: true });
  });
  await eventually(() => answers(port));
  target.port = String(port);
  target.hostname = "127.0.0.1";
  return target.href;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  if (child.kill("SIGKILL")) await ended;
}

async function answers(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect").finally(() => socket.destroy());
}
