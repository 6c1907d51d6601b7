import { randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { startProcess } from "../support/start-process.ts";
import { people } from "../support/tokens.ts";
import { metricOf } from "./metric-of.ts";

const each = 100;

/** A token of somebody, signed with a key that is not ours. */
const forgedToken = () =>
  new SignJWT({ role: "doctor", email: "canary@example.com", name: "Canary Bird" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("canary-subject")
    .setIssuer("patientcare")
    .setAudience("patientcare-zoom")
    .setExpirationTime("1h")
    .sign(randomBytes(32));

const inParallel = (call: (index: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: each }, (_, index) => call(index)));

test("each bad caller leaves one line with its cause and one count, and nothing of who it is", async () => {
  const { url, metricsUrl, log, lines } = await startProcess();
  const token = await forgedToken();
  const authorization = `Bearer ${token}`;
  const input = encodeURIComponent(JSON.stringify({ json: { meetingId: randomUUID() } }));
  const statuses: number[] = [];
  const call = async (path: string, init?: RequestInit) =>
    void statuses.push((await fetch(url + path, init)).status);
  await inParallel((index) =>
    call(`/api/zoom/meetings/${randomUUID()}`, { headers: index < 60 ? { authorization } : {} }),
  );
  await inParallel(() => call(`/trpc/meetings.get?input=${input}`, { headers: { authorization } }));
  await inParallel((index) =>
    call("/api/zoom/webhook", {
      method: "POST",
      body: JSON.stringify({ event: "meeting.started", payload: { object: { topic: "canary" } } }),
      headers: {
        "content-type": "application/json",
        "x-zm-request-timestamp": String(Math.floor(Date.now() / 1000)),
        ...(index < 70 && { "x-zm-signature": `v0=${randomBytes(32).toString("hex")}` }),
      },
    }),
  );
  const unknown = Array.from({ length: each }, () => randomBytes(16).toString("base64url"));
  await inParallel((index) => call(`/j/${unknown[index]}`, { method: index % 2 ? "POST" : "GET" }));
  expect(Map.groupBy(statuses, (status) => status).get(401)).toHaveLength(3 * each);
  expect(Map.groupBy(statuses, (status) => status).get(404)).toHaveLength(each);

  const wanted = {
    "auth-failed rest signature": 60,
    "auth-failed rest missing": 40,
    "auth-failed rpc signature": 100,
    "auth-failed webhook signature": 70,
    "auth-failed webhook missing": 30,
    "link-refused  unknown": 100,
  };
  await eventually(() => {
    const causes = log()
      .filter(({ message }) => !message.startsWith("ready") && message !== "migrated")
      .map(({ event, surface, reason }) => `${event} ${surface ?? ""} ${reason}`);
    expect(
      Object.fromEntries(
        Map.groupBy(causes, (cause) => cause)
          .entries()
          .map(([cause, all]) => [cause, all.length]),
      ),
    ).toEqual(wanted);
  });
  const failures = (surface: string, reason: string) =>
    metricOf(metricsUrl, "patientcare_zoom_auth_failures_total", { surface, reason });
  expect(await failures("rest", "signature")).toBe(60);
  expect(await failures("rest", "missing")).toBe(40);
  expect(await failures("rpc", "signature")).toBe(100);
  expect(await failures("webhook", "signature")).toBe(70);
  expect(await failures("webhook", "missing")).toBe(30);
  for (const [surface, status] of [
    ["rest", "401"],
    ["rpc", "401"],
    ["webhook", "401"],
    ["join", "404"],
  ] as const)
    expect(await metricOf(metricsUrl, "patientcare_zoom_refused_total", { surface, status })).toBe(each);
  expect(await metricOf(metricsUrl, "patientcare_zoom_link_redirects_total", { state: "unknown" })).toBe(
    each,
  );

  const written = lines.join("\n");
  for (const secret of [token, token.split(".")[1] ?? "", "canary", "Canary", "127.0.0.1", "::1", ...unknown])
    expect(written.includes(secret)).toBe(false);
});

test("a caller who makes too many calls leaves one line in a minute, and the count of refusals", async () => {
  const { url, metricsUrl, log } = await startProcess({ RATE_LIMIT_PER_MINUTE: "5" });
  for (let count = 0; count < 20; count += 1) await fetch(`${url}/api/zoom/meetings/${randomUUID()}`);
  await eventually(() => expect(log().filter(({ event }) => event === "auth-failed")).toHaveLength(5));
  expect(log().filter(({ event }) => event === "rate-limited")).toMatchObject([
    { surface: "rest", level: "warn", addressHash: expect.any(String) },
  ]);
  expect(
    await metricOf(metricsUrl, "patientcare_zoom_refused_total", { surface: "rest", status: "429" }),
  ).toBe(15);
});

test("a caller who asks for what is not theirs leaves a line for each time, which says only that it is the same caller", async () => {
  const { url, metricsUrl, log, lines } = await startProcess();
  const refusals = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const client = await clientOf(url, index < 5 ? "patient" : "otherDoctor");
      return refusalOf(
        index < 5 ? client.stats.overview() : client.meetings.get({ meetingId: randomUUID() }),
      );
    }),
  );
  expect(refusals.map((refusal) => refusal?.reason)).toEqual([
    ...Array(5).fill("FORBIDDEN"),
    ...Array(5).fill("MEETING_NOT_FOUND"),
  ]);
  await eventually(() => {
    const told = log().filter(({ event }) => event === "access-refused");
    const causes = Map.groupBy(
      told,
      ({ procedure, reason, subjectHash }) => `${procedure} ${reason} ${subjectHash}`,
    );
    expect([...causes.values()].map((all) => all.length)).toEqual([5, 5]);
    expect(log().filter(({ message }) => message === "call")).toEqual([]);
  });
  for (const status of ["403", "404"])
    expect(await metricOf(metricsUrl, "patientcare_zoom_refused_total", { surface: "rpc", status })).toBe(5);
  for (const { sub } of [people.patient, people.otherDoctor]) expect(lines.join("\n")).not.toContain(sub);
});
