import { readValueTypes } from "@patientcare/zoom-server/rpc/read-value-types.ts";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRest } from "../rest/call-rest.ts";
import { anAppointment } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

let app: OpenApp;
let token: string;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
  token = await tokenFor(people.admin);
});
afterAll(() => app.close());

const maxRefusalBytes = 16 * 1024;
const maxIssues = 20;
const list = (json: object, meta?: object) =>
  callRaw(app.url, "meetings.list", { token, body: JSON.stringify({ json, meta }) });
const issuesOf = (error: { data: Record<string, unknown> } | undefined) =>
  error?.data.issues as { path: string; message: string }[];

describe("superjson revives nothing but Dates and undefined:", () => {
  const typed = ["Date", "undefined"];
  const others = ["Map", "map", "set", "bigint", "number", "regexp", "URL", "Error", "symbol", "class"];
  const inTree = (type: unknown) => [
    { from: [type] },
    { from: ["Date", { at: [type] }] },
    { from: { at: [type] } },
    [type, { from: ["Date"] }],
  ];

  test.each(typed)("%s is taken", (type) => {
    for (const values of inTree(type)) expect(readValueTypes({ values, v: 1 })).toEqual({ values, v: 1 });
  });

  test.each([...others, ["custom", "x"], ["class", "X"], ["typed-array", "Int8Array"], null, 5, {}])(
    "%j is refused, by the field that has it",
    async (type) => {
      for (const values of inTree(type)) expect(() => readValueTypes({ values })).toThrow();
      const { status, error } = await list({ from: "x" }, { values: { from: [type] } });
      expect(status).toBe(400);
      expect(issuesOf(error)).toEqual([{ path: "from", message: expect.stringContaining("type") }]);
    },
  );

  test.each([
    ["a list of equal values that is none", { referentialEqualities: { a: "b" } }],
    ["equal values below a reserved name", { referentialEqualities: { a: ["b.__proto__.c"] } }],
    ["a reserved name", { values: { "a.constructor": ["Date"] } }],
    [
      "more types than an input has values",
      { values: Object.fromEntries(many(65, (n) => [`f${n}`, ["Date"]])) },
    ],
    ["more equal values than that", { referentialEqualities: { a: many(65, (n) => `f${n}`) } }],
    ["a path of a thousand names", { values: { ["a.".repeat(1_000)]: ["Date"] } }],
    ["something else", { values: {}, more: 1 }],
    ["another version", { values: {}, v: 7 }],
    ["no object", 5],
  ])("%s is refused", (_, meta) => {
    expect(() => readValueTypes(meta)).toThrow(/"meta" does not fit/);
  });
});

test("the dearest input of an earlier day, a Map with equal values over 228 KB, is refused before superjson sees it", async () => {
  const entries = many(9_000, (number) => [`key${number}`, {}]);
  const meta = {
    values: { from: ["map"] },
    referentialEqualities: { "from.0.1": many(9_000, (number) => `from.${number}.1`) },
  };
  const begun = process.cpuUsage();
  const { status } = await list({ from: entries }, meta);
  expect(status).toBe(400);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});

test("one Date in two fields is taken as two", async () => {
  const now = new Date();
  const appointment = {
    ...anAppointment({ startTime: new Date(now.getTime() + 3_600_000) }),
    updatedAt: now,
  };
  const sent = superjson.serialize({ appointment: { ...appointment, startTime: appointment.startTime } });
  expect(superjson.serialize({ from: now, to: now }).meta).toHaveProperty("referentialEqualities");
  const service = await tokenFor(people.service);
  const body = JSON.stringify({
    json: { from: now, to: now },
    meta: superjson.serialize({ from: now, to: now }).meta,
  });
  expect((await callRaw(app.url, "meetings.list", { token, body })).status).toBe(200);
  const told = await callRaw(app.url, "lifecycle.appointmentChanged", {
    token: service,
    body: JSON.stringify(sent),
  });
  expect(told.status).toBe(200);
});

test.each([
  ["values", { status: many(3_000, () => 1) }, "holds more than 2000 values"],
  ["levels", JSON.parse(`{"from":${"[".repeat(40)}${"]".repeat(40)}}`), "is nested too deeply"],
])(
  "an input of more %s than any has is refused before its fields are looked at",
  async (_, input, message) => {
    const { error } = await list(input);
    expect(issuesOf(error)).toEqual([{ path: "", message }]);
    const { body } = await callRest(app, "admin", "POST", "/meetings", input);
    expect(body.error.details.issues).toEqual([{ path: "", message }]);
  },
);

describe("a refusal is at most 16 KB and 20 issues:", () => {
  test.each([
    ["unknown fields", 1_500, "field"],
    ["unknown fields with long names", 1_500, "n".repeat(100)],
    ["unknown fields with names of control characters", 250, "\u0001".repeat(150)],
    ["unknown fields with names of other scripts", 750, "字".repeat(100)],
  ])("%s", async (_, count, name) => {
    const input = Object.fromEntries(many(count, (number) => [name + number, 1]));
    const { status, text, error } = await list(input);
    expect(status).toBe(400);
    expect(Buffer.byteLength(text)).toBeLessThan(maxRefusalBytes);
    expect(issuesOf(error)).toHaveLength(maxIssues);
    expect(error?.message).toMatch(/and \d+ more$/);

    const rest = await callRest(app, "admin", "POST", "/meetings", input);
    expect(rest.status).toBe(400);
    expect(Buffer.byteLength(JSON.stringify(rest.body))).toBeLessThan(maxRefusalBytes);
    expect(rest.body.error.details.issues.length).toBeLessThanOrEqual(maxIssues);
  });

  test.each([
    ["one field whose name fills the body", JSON.stringify({ ["n".repeat(200_000)]: 1 })],
    ["a text that fills the body", JSON.stringify({ status: "x".repeat(250_000) })],
    ["more values than any input has", JSON.stringify({ status: many(100_000, () => 1) })],
    ["20 000 fields", JSON.stringify(Object.fromEntries(many(20_000, (number) => [`f${number}`, 1])))],
    ["levels without an end", `{"from":${"[".repeat(60_000)}${"]".repeat(60_000)}}`],
  ])("%s", async (_, json) => {
    const body = `{"json":${json}}`;
    const { status, text, error } = await callRaw(app.url, "meetings.list", { token, body });
    expect(status).toBe(400);
    expect(Buffer.byteLength(text)).toBeLessThan(maxRefusalBytes);
    expect(issuesOf(error).length).toBeLessThanOrEqual(maxIssues);
    const rest = await callRest(app, "admin", "POST", "/meetings", json);
    expect(rest.status).toBe(400);
    expect(Buffer.byteLength(JSON.stringify(rest.body))).toBeLessThan(maxRefusalBytes);
  });
});

function many<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}
