import { resolve } from "node:path";
import { sql } from "kysely";
import type { Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import { expect, onTestFinished, test } from "vitest";
import { feedAtRest } from "../events/feed-at-rest.ts";
import { openBalancer } from "../events/open-balancer.ts";
import { startReplica } from "../events/start-replica.ts";
import { aDoctor } from "../rpc/meeting-in.ts";
import { aBooking } from "../support/a-booking.ts";
import { rowOf } from "../support/event-ids.ts";
import { eventually } from "../support/eventually.ts";
import { unhurried } from "../support/open-app.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { chromiumPath, openBrowser, openDevice } from "./open-browser.ts";

// What the page has of the SDK.
declare const createZoomClient: typeof import("@patientcare/zoom-sdk").createZoomClient;
declare const isZoomError: typeof import("@patientcare/zoom-sdk").isZoomError;

/** The SDK as an application's bundler makes it for a browser: one module that imports nothing. */
async function bundledSdk(): Promise<string> {
  const entry = resolve(import.meta.dirname, "../../sdk/src/index.ts");
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, minify: false, lib: { entry, formats: ["es"], fileName: "sdk" } },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  return output[0].code;
}

/** A page of an application on the service's own origin. */
async function openPage(page: Page, origin: string): Promise<void> {
  const code = await bundledSdk();
  const body = `<!doctype html><script type="module">
    import { createZoomClient, isZoomError } from "/sdk.js";
    Object.assign(globalThis, { createZoomClient, isZoomError });
  </script>`;
  await page.route(`${origin}/app`, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.route(`${origin}/sdk.js`, (route) =>
    route.fulfill({ contentType: "text/javascript", body: code }),
  );
  await page.goto(`${origin}/app`);
}

test.skipIf(!chromiumPath)(
  "in a browser the SDK calls the service, and follows events over connections that break, each once and in order",
  async () => {
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const { page } = await openDevice(browser, {});
    const app = await startApp(unhurried);
    const balancer = await openBalancer([app.url, (await startReplica(app)).url]);
    const service = await app.as("service");
    await openPage(page, balancer.url);

    const first = await service.meetings.create(aBooking({ hostEmail: aDoctor() }));
    // Else the stream could begin before an event that is committed already, but held back.
    await feedAtRest(app);
    const reported = await page.evaluate(
      async ({ baseUrl, token, meetingId }) => {
        const client = createZoomClient({ baseUrl, token });
        const seen: string[] = [];
        Object.assign(globalThis, { seen });
        void (async () => {
          for await (const { id } of client.lifecycle.events()) seen.push(id);
        })();
        const meeting = await client.meetings.get({ meetingId });
        const missing = await client.meetings
          .get({ meetingId: crypto.randomUUID() })
          .catch((error: unknown) => isZoomError(error, "MEETING_NOT_FOUND"));
        return { status: meeting.status, startsAt: meeting.startTime instanceof Date, missing };
      },
      { baseUrl: balancer.url, token: await tokenFor(people.service), meetingId: first.id },
    );
    expect(reported).toEqual({ status: "scheduled", startsAt: true, missing: true });

    const { db } = app.server.deps;
    await eventually(async () => {
      const { rows } = await sql`select from access_log where action = 'lifecycle.events'`.execute(db);
      expect(rows).toHaveLength(1);
    });
    const idsInOrder = async () => {
      const { rows } = await sql<{ id: string }>`select id from meeting_events order by xid, id`.execute(db);
      return rows.map(({ id }) => id);
    };
    const seen = async () => {
      const ids = await page.evaluate(() => Reflect.get(globalThis, "seen") as string[]);
      return ids.map((id) => rowOf({ id }));
    };
    const known = new Set(await idsInOrder());
    // The first connection decides where "from now on" begins.
    await service.meetings.create(aBooking({ hostEmail: aDoctor() }));
    await eventually(async () => expect(await seen()).not.toEqual([]));
    for (let made = 0; made < 4; made++) {
      await service.meetings.create(aBooking({ hostEmail: aDoctor() }));
      balancer.cut();
    }
    const expected = (await idsInOrder()).filter((id) => !known.has(id));
    expect(expected.length).toBeGreaterThanOrEqual(10);
    await eventually(async () => expect(await seen()).toEqual(expected), 20_000);
  },
  60_000,
);
