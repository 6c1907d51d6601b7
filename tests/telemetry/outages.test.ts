import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openProxy } from "../http/open-proxy.ts";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { createTestDatabase } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { type ServiceProcess, startProcess } from "../support/start-process.ts";

const outageMs = sizeOf({ full: 60_000, everyday: 8_000 });

const aboveInfo = ({ log }: ServiceProcess) =>
  log().filter(({ level }) => level === "warn" || level === "error");

/** Callers who go on calling, one each 100 ms. */
async function callOn({ url }: ServiceProcess, work: (count: number) => Promise<unknown>) {
  const until = Date.now() + outageMs;
  for (let count = 0; Date.now() < until; count += 1) {
    await work(count).catch(() => {});
    await sleep(100);
  }
  return url;
}

test("of a database that is away one line tells that it is, and one that it is back", async () => {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  const proxy = await openProxy(database.url);
  const process = await startProcess({ DATABASE_URL: proxy.url, RATE_LIMIT_STORE: "postgres" });
  onTestFinished(() => proxy.mend().catch(() => {}));
  const service = await clientOf(process.url, "service");
  const { id: meetingId } = await service.meetings.create(aBooking());
  const before = aboveInfo(process).length;
  await proxy.cut();
  await callOn(process, async (count) => {
    const within = { timeoutMs: 900 };
    await (count % 2
      ? service.meetings.get({ meetingId }, within)
      : fetch(`${process.url}/j/${"x".repeat(22)}`));
    await process.zoom.control.sendEvent({
      event: "meeting.started",
      payload: { object: { id: "1", uuid: "u" } },
    });
  });
  await proxy.mend();
  await eventually(() =>
    expect(process.log().filter(({ event }) => event === "database-available")).toMatchObject([
      { seconds: expect.any(Number), level: "info" },
    ]),
  );
  const told = aboveInfo(process).slice(before);
  expect(told.filter(({ event }) => event === "database-unavailable")).toHaveLength(1);
  expect(told.length).toBeLessThanOrEqual(6);
  expect(await service.meetings.get({ meetingId })).toMatchObject({ id: meetingId });
}, 120_000);

test("of a Zoom that is away one line tells that it is, and one that it is back", async () => {
  const process = await startProcess();
  const service = await clientOf(process.url, "service");
  await service.meetings.create(aBooking());
  const before = aboveInfo(process).length;
  await process.zoom.control.addFault({ kind: "status", status: 503, times: -1, match: {} });
  await callOn(process, () => service.meetings.create(aBooking({ hostEmail: aDoctor(), waitMs: 0 })));
  await process.zoom.control.clearFaults();
  await eventually(
    () =>
      expect(process.log().filter(({ event }) => event === "zoom-available")).toMatchObject([
        { seconds: expect.any(Number), level: "info" },
      ]),
    30_000,
  );
  const told = aboveInfo(process).slice(before);
  expect(told.filter(({ event }) => event === "zoom-unavailable")).toHaveLength(1);
  expect(told.length).toBeLessThanOrEqual(6);
}, 120_000);
