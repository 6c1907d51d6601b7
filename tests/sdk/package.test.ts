import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);
/** Says what the program said when it fails: builders complain on standard output. */
const run = (program: string, args: string[], options: { cwd: string } = { cwd: root }) =>
  execute(program, args, options).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ""}`);
  });
const allowedBytes = 40_000;

let folder: string;
let installed: string;

/** Built, packed and unpacked as an application would have it, in a folder outside the workspace. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zoom-sdk-consumer-"));
  await run("npm", ["run", "build"], { cwd: root });
  await run("npm", ["pack", "./sdk/dist", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  installed = join(folder, "node_modules/@patientcare/zoom-sdk");
  await mkdir(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, tarball), "-C", installed, "--strip-components=1"]);
  const { dependencies } = await manifestOf(installed);
  for (const name of [...Object.keys(dependencies), "typescript"]) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, "node_modules", name), link);
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const manifestOf = async (path: string): Promise<{ dependencies: Record<string, string> }> =>
  JSON.parse(await readFile(join(path, "package.json"), "utf8"));

test("the package holds its code, its types and its README, and names every package they need", async () => {
  expect((await readdir(installed)).sort()).toEqual(["README.md", "index.d.ts", "index.js", "package.json"]);
  const texts = await Promise.all(
    ["index.js", "index.d.ts"].map((name) => readFile(join(installed, name), "utf8")),
  );
  const imported = texts.flatMap((text) =>
    [...text.matchAll(/(?:from |import\()"((?:@[^"/]+\/)?[^"/]+)/g)].map(([, name]) => name),
  );
  const { dependencies } = await manifestOf(installed);
  expect([...new Set(imported)].filter((name) => !(name && name in dependencies))).toEqual([]);
});

test("its types are small and tell nothing of how the server is made", async () => {
  const types = await readFile(join(installed, "index.d.ts"), "utf8");
  for (const term of ["kysely", "hono", "Deps", "Context", "Zod", "@patientcare/zoom-server"]) {
    expect(types).not.toContain(term);
  }
  expect(types.length).toBeLessThan(allowedBytes);
});

test("plain Node loads it", async () => {
  const script = `
    import { createZoomClient, isZoomError } from "@patientcare/zoom-sdk";
    const zoom = createZoomClient({ baseUrl: "http://127.0.0.1:1", token: "none" });
    const failure = await zoom.links.revoke({ meetingId: "m", role: "host" }).catch((error) => error);
    console.log(isZoomError(failure, "NETWORK_ERROR"));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: folder });
  expect(stdout).toBe("true\n");
});

test("its types accept right calls and refuse wrong ones", async () => {
  await writeFile(join(folder, "consumer.ts"), consumer);
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    lib: ["esnext", "dom"],
    strict: true,
    types: [],
  };
  const config = { compilerOptions: { ...compilerOptions, noEmit: true }, files: ["consumer.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout } = await execute(tsc, ["-p", folder]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
});

const consumer = `
import { type Appointment, createZoomClient, isZoomError, type Meeting, type MeetingEvent } from "@patientcare/zoom-sdk";

const zoom = createZoomClient({ baseUrl: "https://zoom.example", token: async () => "jwt" });
const booking = {
  appointmentId: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77",
  topic: "Follow-up",
  startTime: new Date(),
  duration: 30,
  hostEmail: "ada@clinic.example",
};

export async function rightCalls(signal: AbortSignal): Promise<Date> {
  const meeting: Meeting = await zoom.meetings.create(booking, { signal, timeoutMs: 1000 });
  const status: "pending" | "scheduled" | "started" | "ended" | "cancelled" | "failed" | "missed" = meeting.status;
  const { items, nextCursor } = await zoom.meetings.list({ status, limit: 10 });
  const overview = await zoom.stats.overview();
  const rate: number | null = overview.creationSuccessRate;
  const raw: Meeting = await zoom.trpc.meetings.get.query({ meetingId: meeting.id });
  const appointment: Appointment = {
    id: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77",
    status: "CONFIRMED",
    type: "ONLINE",
    startTime: "2027-01-15T09:00:00Z",
    duration: 30,
    doctor: { email: "ada@clinic.example" },
    patient: {},
    updatedAt: new Date(),
  };
  await zoom.lifecycle.appointmentChanged({ appointment });
  for await (const event of zoom.lifecycle.events({ meetingId: meeting.id }, { signal })) {
    const told: MeetingEvent = event;
    if (told.type === "cancelled") return told.at;
  }
  return [items[0]?.startTime, raw.createdAt].find((at) => at !== undefined && rate !== 0 && nextCursor !== "") ?? raw.startTime;
}

export function narrowed(error: unknown): string {
  if (isZoomError(error, "SLOT_TAKEN")) {
    const reason: "SLOT_TAKEN" = error.reason;
    return reason;
  }
  if (isZoomError(error)) return error.data?.issues?.[0]?.path ?? error.reason;
  // @ts-expect-error no such reason
  if (isZoomError(error, "SLOT_TAKN")) return "";
  return "";
}

export async function wrongCalls(): Promise<void> {
  // @ts-expect-error a misspelt field
  await zoom.meetings.create({ ...booking, hostMail: "ada@clinic.example" });
  // @ts-expect-error a missing field
  await zoom.meetings.create({ topic: "Follow-up" });
  // @ts-expect-error a number where a Date belongs
  await zoom.meetings.update({ meetingId: "m", startTime: 5 });
  // @ts-expect-error no such role
  await zoom.links.get({ meetingId: "m", role: "guest" });
  // @ts-expect-error a stream is iterated, not awaited
  (await zoom.lifecycle.events()).type;
  // @ts-expect-error no such procedure
  await zoom.meetings.remove({ meetingId: "m" });
  // @ts-expect-error no such option
  await zoom.meetings.get({ meetingId: "m" }, { retries: 3 });
  // @ts-expect-error a meeting never holds the passcode
  (await zoom.meetings.get({ meetingId: "m" })).password;
  // @ts-expect-error a time is a Date
  (await zoom.meetings.get({ meetingId: "m" })).startTime.slice(0, 10);
}
`;
