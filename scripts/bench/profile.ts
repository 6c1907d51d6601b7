import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench, BenchOptions } from "./bench.ts";
import { describeMachine, machineLine } from "./describe-machine.ts";
import { type BenchDatabase, openDatabase } from "./open-database.ts";
import { printTable } from "./print-table.ts";
import { type ReadSurface, readRequests, serviceRequest } from "./read-requests.ts";
import { runLoad } from "./run-load.ts";
import { type SeededMeeting, seedScheduledMeetings } from "./seed-scheduled-meetings.ts";
import { type CpuProfile, selfTimes } from "./self-times.ts";
import { startService } from "./start-service.ts";

const defaultMeetings = 10_000;
const maxShares = 30;

/** Where the service's processor time goes while it answers reads, by module. */
export const benchProfile: Bench["run"] = async (options, say) => {
  const database = await openDatabase(options);
  try {
    say("Seeding meetings …");
    const meetings = await seedScheduledMeetings(database.db, options.rows ?? defaultMeetings);
    await database.run("vacuum analyze");
    const [rest, rpc] = [
      await profileRead("rest", database, meetings, options, say),
      await profileRead("rpc", database, meetings, options, say),
    ];
    const machine = describeMachine(database.version);
    const lines = [machineLine(machine), "", ...shareTable("rest", rest), "", ...shareTable("rpc", rpc)];
    return { lines, figures: { bench: "profile", machine, rest, rpc } };
  } finally {
    await database.close();
  }
};

async function profileRead(
  surface: ReadSurface,
  { url: databaseUrl }: BenchDatabase,
  meetings: readonly SeededMeeting[],
  { connections, seconds }: BenchOptions,
  say: (line: string) => void,
): Promise<[name: string, share: number][]> {
  const folder = await mkdtemp(join(tmpdir(), "patientcare-profile-"));
  try {
    const service = await startService(databaseUrl, ["--cpu-prof", `--cpu-prof-dir=${folder}`]);
    const requests = await readRequests(meetings, serviceRequest[surface]);
    const job = { url: service.url, connections, warmUpSeconds: 0, seconds, requests };
    const { requestsPerSecond } = await runLoad(job).finally(() => service.stop());
    say(`${surface}: ${Math.round(requestsPerSecond)} requests/s while profiled`);
    return selfTimes(await readProfile(folder), seconds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readProfile(folder: string): Promise<CpuProfile> {
  const [file] = await readdir(folder);
  if (!file) throw new Error("Node wrote no profile");
  return JSON.parse(await readFile(join(folder, file), "utf8"));
}

const shareTable = (surface: ReadSurface, shares: readonly [name: string, share: number][]): string[] =>
  printTable(
    [`${surface}: time in its own code`, "%"],
    shares.slice(0, maxShares).map(([name, share]) => [name, (share * 100).toFixed(1)]),
  );
