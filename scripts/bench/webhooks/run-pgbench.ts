import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const debianFolder = "/usr/lib/postgresql";

/** The newest pgbench of Debian's packages; null when there is none. */
export async function findPgbench(): Promise<string | null> {
  const versions: string[] = await readdir(debianFolder).catch(() => []);
  for (const version of versions.sort((one, other) => Number(other) - Number(one))) {
    const folder = join(debianFolder, version, "bin");
    const names: string[] = await readdir(folder).catch(() => []);
    if (names.includes("pgbench")) return join(folder, "pgbench");
  }
  return null;
}

// As long as what the service stores of a delivery of the load.
const bodyHexes = 26;

const pgbenchScript = `
\\set n random(1, 9000000000000000)
insert into TABLE (id, body_hash, content_key, zoom_meeting_id, event, event_ts, account_id, body, state)
values (
  gen_random_uuid(), sha256(int8send(:n::bigint)), sha256(int8send(:n::bigint)), (90000000000 + :n::bigint % 100000)::text,
  'meeting.participant_joined', :n::bigint, 'VjZoEArIT5y-HlWxkV-tVA', repeat(md5(:n::bigint::text), ${bodyHexes}), 'received')
on conflict (body_hash) do nothing;
`;

/** One insert of the same row for each transaction, with as many clients as there are connections. */
export async function runPgbench(
  program: string,
  { url, table, connections, seconds }: { url: string; table: string; connections: number; seconds: number },
): Promise<{ perSecond: number; p50Ms: number | null; p99Ms: number | null; stored: number }> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const folder = await mkdtemp(join(tmpdir(), "patientcare-pgbench-"));
  try {
    const file = join(folder, "insert.sql");
    await writeFile(file, pgbenchScript.replace("TABLE", table));
    const flags = [
      "-n",
      "-M",
      "prepared",
      "-j",
      "2",
      "-c",
      String(connections),
      "-T",
      String(seconds),
      "-f",
      file,
    ];
    const server = ["-h", hostname, "-p", port, "-U", decodeURIComponent(username), pathname.slice(1)];
    const env = { PATH: process.env.PATH ?? "", PGPASSWORD: decodeURIComponent(password) };
    const { stdout } = await promisify(execFile)(program, [...flags, ...server], { env });
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    const stored = Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1]);
    if (!(perSecond > 0)) throw new Error(`pgbench reported no rate: ${stdout}`);
    return { perSecond, p50Ms: null, p99Ms: null, stored };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
