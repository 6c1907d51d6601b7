import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { eventually } from "../support/eventually.ts";
import { startProcess } from "../support/start-process.ts";
import { people, tokenFor } from "../support/tokens.ts";

const register = import.meta.resolve("./register-traces.ts");

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parent?: string;
}

test("a trace goes from the caller's header through the procedure and the reconciliation to Zoom, and into the log", async () => {
  const folder = await mkdtemp(join(tmpdir(), "traces-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "spans.jsonl");
  const { url, zoom, log } = await startProcess({ TRACE_FILE: file, NODE_OPTIONS: `--import ${register}` });
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const callersSpan = "b7ad6b7169203331";
  const token = await tokenFor(people.service);
  const headers = { traceparent: `00-${traceId}-${callersSpan}-01` };
  const answer = await callRaw(url, "meetings.create", { token, input: aBooking(), headers });
  expect(answer.status).toBe(200);

  const spans = (): Span[] =>
    existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "")
          .map((line) => JSON.parse(line))
      : [];
  const own = (name: string) => spans().find((span) => span.name === name && span.traceId === traceId);
  await eventually(() => expect(own("meetings.create")).toBeDefined());
  const [call, sync, post] = ["meetings.create", "sync-meeting", "POST /users/{userId}/meetings"].map(own);
  expect(call).toMatchObject({ parent: callersSpan, kind: 1 });
  expect(sync).toMatchObject({ parent: call?.spanId });
  expect(post).toMatchObject({ parent: sync?.spanId, kind: 2 });
  const asked = (await zoom.control.calls()).filter(({ traceparent }) => traceparent?.includes(traceId));
  expect(asked.map(({ method, traceparent }) => [method, traceparent?.split("-")[2]])).toContainEqual([
    "POST",
    post?.spanId,
  ]);
  expect(
    log()
      .filter((line) => line.traceId === traceId)
      .map(({ event, message }) => event ?? message),
  ).toEqual(expect.arrayContaining(["call", "meeting-created", "status-changed"]));
  expect(readFileSync(file, "utf8")).not.toMatch(/@|pwd|Bearer/);
});
