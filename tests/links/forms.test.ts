import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentsOf } from "../support/contents-of.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { type Answer, visitLink } from "./visit-a-link.ts";

let app: OpenApp;
let link: string;
beforeAll(async () => {
  app = await openApp();
  link = await linkOf(app, await aVisit(app));
});
afterAll(() => app.close());

const expectPage = (answer: Answer) => {
  expect(answer.headers.get("content-type")).toBe("text/html; charset=UTF-8");
  expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
};

describe("what mail programs and people put behind a link", () => {
  test.each(["/", ")", ".", ").", "%3E", ">", ",%20", "%E2%80%9D", "%", "//", "/?utm=1", ")#x"])(
    "%s is passed over by the page and by going on",
    async (rest) => {
      const page = await visitLink(`${link}${rest}`);
      expect(page).toMatchObject({ status: 200, state: "open" });
      expectPage(page);
      const gone = await visitLink(`${link}${rest}`, "POST");
      expect(gone.status).toBe(303);
      expect(gone.location).toMatch(/^http/);
    },
  );
});

test("what leads nowhere under /j/ is a page for people, in whatever way it is asked for", async () => {
  const paths = ["/j", "/j/", "/j/x", "/j/x/y/z", `/j/${"A".repeat(22)}`, `/j/${"A".repeat(22)}/events`];
  const urls = [...paths.map((path) => `${app.url}${path}`), `${link}.ics`, `${link}x`, `${link}/x`];
  for (const url of urls) {
    for (const method of ["GET", "POST"] as const) {
      const answer = await visitLink(url, method);
      const isStream = url.endsWith("/events") && method === "POST";
      expect([url, method, answer.status]).toEqual([url, method, isStream ? 405 : 404]);
      expectPage(answer);
    }
  }
});

test("a method that a page does not have is answered with a page that names those it has", async () => {
  for (const [url, allow] of [
    [link, "GET, HEAD, POST"],
    [`${link}/events`, "GET, HEAD"],
  ] as const) {
    for (const method of ["PUT", "DELETE", "OPTIONS"] as const) {
      const answer = await visitLink(url, method);
      expect(answer).toMatchObject({ status: 405, state: "wrong-method" });
      expect(answer.headers.get("allow")).toBe(allow);
      expectPage(answer);
    }
  }
});

test("HEAD opens no stream, takes no place of one and writes nothing, however often it comes", async () => {
  // When the window opens, the clock keeps a start URL.
  const { db } = app.server.deps;
  await eventually(async () => {
    const kept = db.selectFrom("zoom_meetings").select("id").where("host_url", "is not", null);
    expect(await kept.execute()).toHaveLength(1);
  });
  // The webhook route notes every few seconds when it heard of Zoom.
  const contents = async () => ({ ...(await contentsOf(app.databaseUrl)), "public.webhook_health": null });
  const before = await contents();
  for (let round = 0; round < 12; round++) {
    const head = await visitLink(`${link}/events`, "HEAD");
    expect([head.status, head.headers.get("content-type")]).toEqual([
      200,
      "text/event-stream; charset=utf-8",
    ]);
    expect(await visitLink(link, "HEAD")).toMatchObject({ status: 200, html: "" });
  }
  expect(await contents()).toEqual(before);
  expect((await visitLink(`${app.url}/j/${"A".repeat(22)}/events`, "HEAD")).status).toBe(404);

  const connection = new AbortController();
  const streams = await Promise.all(
    Array.from({ length: 4 }, () => fetch(`${link}/events`, { signal: connection.signal })),
  );
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const oneTooMany = await visitLink(`${link}/events`);
  expect(oneTooMany).toMatchObject({ status: 429, state: "too-many" });
  expect(oneTooMany.headers.get("retry-after")).toBe("20");
  expectPage(oneTooMany);
  connection.abort();
});
