import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aVisit, linkOf, type Meeting } from "./a-visit.ts";
import { pass } from "./visit-a-link.ts";

let app: OpenApp;
let meeting: Meeting;
let link: string;
beforeAll(async () => {
  app = await openApp();
  meeting = await aVisit(app);
  link = await linkOf(app, meeting);
});
afterAll(() => app.close());

const devicesOf = async ({ id }: Meeting) => {
  const rows = await app.server.deps.db
    .selectFrom("access_log")
    .select("device")
    .where("meeting_id", "=", id)
    .where("action", "=", "links.redirect")
    .orderBy("at")
    .execute();
  return rows.map(({ device }) => device);
};

/** Presses the link in a browser that holds this cookie; returns the cookie that it is given, if any. */
async function press(url: string, cookie?: string) {
  const { status, headers } = await pass(url, cookie === undefined ? {} : { cookie });
  expect(status).toBe(303);
  const [given, ...more] = headers.getSetCookie();
  expect(more).toEqual([]);
  const [pair = "", ...attributes] = given?.split("; ") ?? [];
  return given === undefined ? null : { pair, value: pair.split("=")[1] ?? "", attributes };
}

const year = String(365 * 24 * 60 * 60);

test("a browser is given its mark with the first click, and keeps it over all links", async () => {
  const visit = await aVisit(app);
  const [patients, doctors] = [await linkOf(app, visit), await linkOf(app, visit, "host")];
  const first = await press(patients);
  expect(first?.pair).toMatch(/^pc_device=[\w-]{22}$/);
  expect(first?.attributes.sort()).toEqual([`Max-Age=${year}`, "Path=/", "HttpOnly", "SameSite=Lax"].sort());
  expect(await press(patients, first?.pair)).toBeNull();
  expect(await press(doctors, `theme=dark; ${first?.pair}`)).toBeNull();
  const devices = await devicesOf(visit);
  expect(devices).toHaveLength(3);
  expect(new Set(devices).size).toBe(1);
});

test("a hash of the mark is stored, and never the mark", async () => {
  const visit = await aVisit(app);
  const first = await press(await linkOf(app, visit));
  const [device] = await devicesOf(visit);
  expect(device).toMatch(/^[\w-]{43}$/);
  expect(device).not.toContain(first?.value);
  expect(device).toBe(
    app.server.deps.encryption.keyedHash("device", first?.value ?? "").toString("base64url"),
  );
});

test("two browsers differ", async () => {
  const visit = await aVisit(app);
  const url = await linkOf(app, visit);
  const [one, other] = [await press(url), await press(url)];
  expect(one?.value).not.toBe(other?.value);
  expect(new Set(await devicesOf(visit)).size).toBe(2);
});

test.each(["", "short", "a".repeat(23), `${"a".repeat(21)}.`, "%22".repeat(8)])(
  "a mark that we never gave is replaced: %j",
  async (value) => {
    const given = await press(link, `pc_device=${value}`);
    expect(given?.pair).toMatch(/^pc_device=[\w-]{22}$/);
    expect(given?.value).not.toBe(value);
  },
);

test("opening the page, or its news, gives no mark", async () => {
  for (const method of ["GET", "HEAD"]) {
    const { headers } = await fetch(link, { method });
    expect(headers.getSetCookie()).toEqual([]);
  }
});

test("under https only secure connections to this host carry it", async () => {
  await using secure = await openApp({ PUBLIC_URL: "https://zoom.example" });
  const url = await linkOf(secure, await aVisit(secure));
  expect(url).toMatch("https://zoom.example/j/");
  const here = url.replace("https://zoom.example", secure.url);
  const given = await press(here);
  expect(given?.pair).toMatch(/^__Host-pc_device=[\w-]{22}$/);
  expect(given?.attributes).toEqual(expect.arrayContaining(["Secure", "Path=/"]));
  expect(await press(here, given?.pair)).toBeNull();
  expect(await press(here, `pc_device=${given?.value}`)).not.toBeNull();
});
