import { expect, onTestFinished, test } from "vitest";
import { readEventStream } from "../../sdk/src/read-event-stream.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { startApp } from "../support/start-app.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { accessRows } from "./access-rows.ts";
import { stages } from "./states.ts";
import { visitLink } from "./visit-a-link.ts";

async function watch(url: string) {
  const connection = new AbortController();
  onTestFinished(() => connection.abort());
  const response = await fetch(`${url}/events`, { signal: connection.signal });
  const reader = response.body?.getReader();
  const reported: string[] = [];
  const ended = (async () => {
    for await (const { data } of readEventStream(async () => (await reader?.read())?.value))
      reported.push(data);
  })();
  ended.catch(() => {});
  return {
    status: response.status,
    headers: response.headers,
    reported: reported,
    ended,
    close: () => connection.abort(),
  };
}

const shownBy = async (url: string) => /data-shown="([^"]+)"/.exec((await visitLink(url)).html)?.[1];

test("an open page is told what it shows, and at once when that changes; it is on nobody's record", async () => {
  const app = await startApp();
  const staff = await app.as("staff");
  const meeting = await aVisit(app, { startTime: minutesFromNow(60) });
  const url = await linkOf(app, meeting);
  const before = await accessRows(app, meeting.id);
  const page = await watch(url);
  expect(page.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(page.headers.get("x-accel-buffering")).toBe("no");
  await eventually(() => expect(page.reported).not.toEqual([]));
  // A delivery that comes meanwhile tells the same once more.
  expect([...new Set(page.reported)]).toEqual([await shownBy(url)]);
  expect(await accessRows(app, meeting.id)).toEqual(before);

  await staff.meetings.update({ meetingId: meeting.id, startTime: minutesFromNow(5) });
  await eventually(async () => expect(page.reported.at(-1)).toMatch(/^open /));
  expect(page.reported.at(-1)).toBe(await shownBy(url));
  await staff.meetings.cancel({ meetingId: meeting.id });
  await eventually(() => expect(page.reported.at(-1)).toBe("cancelled"));
  await app.server.stop();
  await page.ended;
});

test("a withdrawn link's stream does not tell when the visit is, and an unknown link has none", async () => {
  const app = await startApp();
  const { url } = await stages.revoked(app, "participant");
  const page = await watch(url);
  await eventually(() => expect(page.reported).toEqual(["revoked"]));
  expect((await watch(`${app.url}/j/${"A".repeat(22)}`)).status).toBe(404);
});

test("only a few pages of one link are told at once; one that closes makes room", async () => {
  const app = await startApp();
  const url = await linkOf(app, await aVisit(app));
  const pages = [];
  for (let opened = 0; opened < 4; opened++) pages.push(await watch(url));
  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await watch(url)).status).toBe(429);
  pages[0]?.close();
  await eventually(async () => expect((await watch(url)).status).toBe(200));
});
