import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundledPackages } from "../../sdk/bundled-packages.ts";
import { procedures } from "../../sdk/src/service/procedures.ts";

const root = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);
/** Says what the program said when it fails: builders complain on standard output. */
const run = (program: string, args: string[], options: { cwd: string } = { cwd: root }) =>
  execute(program, args, options).catch((error: Error & { stdout?: string }) => {
    throw new Error(`${error.message}\n${error.stdout ?? ""}`);
  });
const maxTypesBytes = 80_000;
const maxInstalledBytes = 300_000;

let folder: string;
let installed: string;

/** Built, packed and installed as an application would, in a folder outside the workspace. No registry is needed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zoom-sdk-consumer-"));
  await run("npm", ["run", "build"], { cwd: root });
  await run("npm", ["pack", "./sdk/dist", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${tarball}`], { cwd: folder });
  installed = join(folder, "node_modules/@patientcare/zoom-sdk");
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

test("it is installed alone: no dependencies, no peers, no TypeScript", async () => {
  const packages = (await readdir(join(folder, "node_modules"))).filter((name) => !name.startsWith("."));
  expect(packages).toEqual(["@patientcare"]);
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key))).toEqual([]);
  const sizes = await Promise.all((await readdir(installed)).map((name) => stat(join(installed, name))));
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(maxInstalledBytes);
});

test("the package holds its code, its types, README, changes and licences, and needs no other package", async () => {
  expect((await readdir(installed)).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "THIRD-PARTY-LICENSES",
    "index.d.ts",
    "index.js",
    "package.json",
  ]);
  const texts = await Promise.all(
    ["index.js", "index.d.ts"].map((name) => readFile(join(installed, name), "utf8")),
  );
  expect(texts.flatMap((text) => text.match(/(?:from |import\(|require\()"[^"]+"/g) ?? [])).toEqual([]);
  const licences = await readFile(join(installed, "THIRD-PARTY-LICENSES"), "utf8");
  for (const name of bundledPackages) {
    expect(licences).toContain(`${name}\n\n`);
  }
  const { version } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(await readFile(join(installed, "CHANGELOG.md"), "utf8")).toContain(`## ${version}`);
});

test("its types are small and tell nothing of how the server is made", async () => {
  const types = await readFile(join(installed, "index.d.ts"), "utf8");
  for (const term of ["kysely", "hono", "Deps", "Context", "Zod", "@patientcare/zoom-server", "@trpc"]) {
    expect(types).not.toContain(term);
  }
  expect(types.length).toBeLessThan(maxTypesBytes);
});

test("each method, and each field of what it takes and answers, has a description on hover", async () => {
  const lines = (await readFile(join(installed, "index.d.ts"), "utf8")).split("\n");
  // Of the members of these an editor shows the type alone.
  const unread =
    /^(?:export )?(?:declare )?(?:interface|type) (Inputs|Outputs|AppRouter|ErrorShape|ProcedureOf|Methods|Routers|TrpcClient|FailureDetails)\b/;
  const undescribed: string[] = [];
  let within = "";
  lines.forEach((line, index) => {
    if (/^[a-z]/.test(line)) within = line;
    const member = /^\s+(?:readonly )?(\w+)\??(?:\(|: )/.exec(line)?.[1];
    const described = /\*\/$/.test(lines[index - 1] ?? "");
    if (
      member &&
      member !== "constructor" &&
      !/^export declare function/.test(within) &&
      !unread.test(within) &&
      !within.startsWith("declare const") &&
      !described
    ) {
      undescribed.push(`${within} ${member}`);
    }
  });
  expect(undescribed).toEqual([]);
  const methods = lines.filter((line) => /^ {2}\w+\(input\??: \w+, options\?: \w+\): /.test(line));
  expect(methods.length).toBe(Object.values(procedures).flatMap((kinds) => Object.keys(kinds)).length);
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

const tsc = join(root, "node_modules/.bin/tsc");

/** Compiles `consumer.ts` as an application, and answers the compiler's complaints. */
async function compile(compilerOptions: object): Promise<string> {
  for (const name of ["@types/node", "undici-types"]) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(root, "node_modules", name), link).catch(() => {});
  }
  await writeFile(join(folder, "consumer.ts"), consumer);
  const strict = { module: "nodenext", strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
  const config = { compilerOptions: { ...strict, noEmit: true, ...compilerOptions }, files: ["consumer.ts"] };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { stdout } = await execute(tsc, ["-p", folder]).catch((error: { stdout: string }) => error);
  return stdout;
}

test("its types accept right calls and refuse wrong ones, without lib dom and with every library checked", async () => {
  expect(await compile({ target: "es2023", lib: ["es2023"], types: ["node"] })).toBe("");
});

test("its types hold in the browser too", async () => {
  expect(await compile({ target: "es2024", lib: ["es2024", "dom"], types: [] })).toBe("");
});

const consumer = `
import {
  type Appointment,
  type AppointmentStatus,
  type Attention,
  type CreateMeeting,
  createZoomClient,
  type EventType,
  isZoomError,
  type Issue,
  type Link,
  type Meeting,
  type MeetingEvent,
  type MeetingStatus,
  type Outcome,
  type Overview,
  type Reason,
  type Visit,
  ZoomServiceError,
} from "@patientcare/zoom-sdk";

const zoom = createZoomClient({ baseUrl: "https://zoom.example", token: async () => "jwt" });
const booking: CreateMeeting = {
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
  const known: MeetingStatus = status;
  const outcome: Outcome | null = meeting.outcome;
  const attention: Attention | undefined = meeting.attentions[0];
  const appointmentStatus: AppointmentStatus | null = meeting.appointmentStatus;
  const overview: Overview = await zoom.stats.overview();
  const visit: Visit = await zoom.visits.get({ meetingId: meeting.id }, { requestId: "r-1" });
  const link: Link = await zoom.links.get({ meetingId: visit.meetingId, role: "participant" });
  const logged: Record<string, unknown> = { ...meeting, known, outcome, attention, appointmentStatus, link };
  const meetingAsRecord: Record<string, unknown> = meeting;
  if (logged === meetingAsRecord) throw new ZoomServiceError("TIMEOUT", "never");
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
    const type: EventType = told.type;
    if (type === "cancelled") return told.at;
  }
  return [items[0]?.startTime, raw.createdAt].find((at) => at !== undefined && rate !== 0 && nextCursor !== "") ?? raw.startTime;
}

export function narrowed(error: unknown): string {
  if (isZoomError(error, "SLOT_TAKEN")) {
    const reason: "SLOT_TAKEN" = error.reason;
    return reason;
  }
  if (isZoomError(error, "VALIDATION_ERROR")) {
    const reason: Reason = error.reason;
    const issue: Issue | undefined = error.issues[0];
    return issue?.path ?? reason;
  }
  if (isZoomError(error)) {
    const support: (string | number | undefined)[] = [error.requestId, error.status, error.headers?.["retry-after"]];
    return error.data?.issues?.[0]?.path ?? support.join();
  }
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
