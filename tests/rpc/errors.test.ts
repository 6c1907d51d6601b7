import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRaw, type RawCall } from "../support/call-raw.ts";
import { contentsOf } from "../support/contents-of.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
let token: string;
beforeAll(async () => {
  app = await openApp();
  token = await tokenFor(people.admin);
});
afterAll(() => app.close());

const batchOf = (count: number) => `${Array(count).fill("stats.overview").join(",")}?batch=1`;
const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
const typed = (type: string) => ({ headers: { "content-type": type } });
const meta = (value: string, json = '{"from":"x"}') => ({ body: `{"json":${json},"meta":${value}}` });

const invalid = { status: 400, reason: "VALIDATION_ERROR" };
const unsupported = { status: 415, reason: "UNSUPPORTED_MEDIA_TYPE" };
const missing = { status: 404, reason: "NOT_FOUND" };
const wrongMethod = { status: 405, reason: "METHOD_NOT_ALLOWED" };

type Expected = { status: number; reason: string };
const cases: [name: string, procedure: string, call: RawCall, expected: Expected][] = [
  ["broken JSON", "stats.overview", { body: '{"json":{' }, invalid],
  ["broken JSON in the address", "stats.overview?input=%7B", { method: "GET" }, invalid],
  ["a broken escape in the address", "stats.overview?input=%E0%A4%A", { method: "GET" }, invalid],
  ["a broken escape in the path", "meetings.get%ZZ", { body: "{}" }, invalid],
  ["no body", "meetings.cancel", { body: "" }, invalid],
  ["JSON that is not wrapped", "stats.overview", { body: '{"from":"2027-01-15T09:00:00Z"}' }, invalid],
  ["a number", "stats.overview", { body: "5" }, invalid],
  ["meta of an unknown type", "stats.overview", meta('{"values":{"from":["Nope"]}}'), invalid],
  ["meta that does not convert", "stats.overview", meta('{"values":{"from":["bigint"]}}'), invalid],
  ["meta that names a class", "stats.overview", meta('{"values":{"from":[["class","X"]]}}'), invalid],
  [
    "a regular expression for a time",
    "stats.overview",
    meta('{"values":{"from":["regexp"]}}', '{"from":"/x/"}'),
    invalid,
  ],
  ["deep nesting", "stats.overview", { body: `{"json":${nested}}` }, invalid],
  ["deep nesting in meta", "stats.overview", meta(`{"values":${nested}}`), invalid],
  ["a batch over 20", batchOf(21), { body: "{}" }, invalid],
  ["a batch of two kinds", "stats.overview,meetings.cancel?batch=1", { body: "{}" }, invalid],
  [
    "a stream without a batch",
    "stats.overview",
    { body: '{"json":{}}', headers: { accept: "application/jsonl" } },
    invalid,
  ],
  ["plain text", "stats.overview", { body: "{}", ...typed("text/plain") }, unsupported],
  ["a form", "meetings.cancel", { body: "a=b", ...typed("application/x-www-form-urlencoded") }, unsupported],
  ["form data", "meetings.cancel", { body: "a=b", ...typed("multipart/form-data; boundary=x") }, unsupported],
  ["bytes", "meetings.cancel", { body: "a=b", ...typed("application/octet-stream") }, unsupported],
  ["no content type", "meetings.cancel", { body: "{}", ...typed("") }, unsupported],
  ["GET for a mutation", "meetings.cancel", { method: "GET" }, wrongMethod],
  ["PUT", "meetings.get", { method: "PUT", ...typed("application/json") }, wrongMethod],
  ["DELETE", "meetings.cancel", { method: "DELETE", ...typed("application/json") }, wrongMethod],
  ["an unknown procedure", "meetings.destroy", { body: '{"json":{}}' }, missing],
  ["a router's name", "meetings", { body: '{"json":{}}' }, missing],
  ["a name from the prototype", "constructor", { body: '{"json":{}}' }, missing],
  ["another name from the prototype", "__proto__.toString", { body: '{"json":{}}' }, missing],
  ["no name", "", { body: '{"json":{}}' }, missing],
  [
    "a body over 256 KB",
    "meetings.create",
    { body: JSON.stringify({ json: { topic: "x".repeat(256 * 1024) } }) },
    { status: 413, reason: "PAYLOAD_TOO_LARGE" },
  ],
];

describe("refused with a reason, and nothing is changed:", () => {
  test.each(cases)("%s", async (_, procedure, call, expected) => {
    const answer = await callRaw(app.url, procedure, { token, ...call });
    expect({ status: answer.status, reason: answer.error?.data.reason }).toEqual(expected);
    expect(answer.error?.data.httpStatus).toBe(expected.status);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.text).not.toMatch(/stack|node_modules|\.ts:\d/);
    if (expected === invalid) {
      expect(answer.error?.data.issues).toEqual([
        { path: expect.any(String), message: expect.stringMatching(/\w/) },
      ]);
    }
    if (expected === wrongMethod) expect(answer.headers.get("allow")).toContain("POST");
  });

  test("(nothing was changed)", async () => {
    const filled = Object.entries(await contentsOf(app.databaseUrl)).filter(([, rows]) => rows.length > 0);
    expect(filled.map(([table]) => table)).toEqual([
      "public.feed_epoch",
      "public.key_checks",
      "public.kysely_migration",
      "public.kysely_migration_lock",
      "public.scheduled_tasks",
    ]);
  });
});

test("broken JSON, an unwrapped input and a batch that is too large are told apart", async () => {
  const messageOf = async (procedure: string, body: string) =>
    (await callRaw(app.url, procedure, { token, body })).error?.message;
  expect(await messageOf("stats.overview", "{")).toBe("The input does not fit: it is not valid JSON");
  expect(await messageOf("stats.overview", "{}")).toContain('it must be wrapped as {"json": …}');
  expect(await messageOf(batchOf(21), "{}")).toContain("at most 20 calls");
});

test("a batch of 20 is answered, and each bad call in a batch has an error of its own", async () => {
  expect((await callRaw(app.url, batchOf(20), { token, body: "{}" })).status).toBe(200);
  const body = JSON.stringify({ 0: { json: {} }, 1: { json: { from: "monday" } } });
  const { status, text } = await callRaw(app.url, batchOf(2), { token, body });
  expect(status).toBe(207);
  const [first, second] = JSON.parse(text);
  expect(first.result.data.json.totalMeetings).toBe(0);
  expect(second.error.json.data).toMatchObject({ reason: "VALIDATION_ERROR", issues: [{ path: "from" }] });
});

test("a batch that is no object refuses each of its calls", async () => {
  for (const body of ["[]", "null", "5"]) {
    const { status, text } = await callRaw(app.url, batchOf(2), { token, body });
    const reasons = JSON.parse(text).map(
      (one: { error?: { json: { data: { reason: string } } } }) => one.error?.json.data.reason,
    );
    expect([body, status, reasons]).toEqual([body, 400, ["VALIDATION_ERROR", "VALIDATION_ERROR"]]);
  }
});

test("who may not call is told so before the input is looked at", async () => {
  const input = { appointment: "no appointment" };
  const patient = await tokenFor(people.patient);
  const denied = await callRaw(app.url, "lifecycle.appointmentChanged", { token: patient, input });
  expect(denied).toMatchObject({ status: 403, error: { data: { reason: "FORBIDDEN" } } });
  const unknown = await callRaw(app.url, "lifecycle.appointmentChanged", { input });
  expect(unknown).toMatchObject({ status: 401, error: { data: { reason: "UNAUTHENTICATED" } } });
});
