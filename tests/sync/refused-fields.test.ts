import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openStream } from "../events/open-stream.ts";
import { callRest } from "../rest/call-rest.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { aHost } from "./a-host.ts";

let app: OpenApp;
vi.setConfig({ maxConcurrency: 20 });
beforeAll(async () => {
  app = await openApp({ ZOOM_JOIN_HOSTS: "zoom-y.de" });
  await app.zoom.control.drop(true);
});
afterAll(() => app.close());

const db = () => app.server.deps.db;

const validation = (field: string) => ({
  kind: "status" as const,
  status: 400,
  body: {
    code: 300,
    message: "Validation Failed.",
    errors: [{ field, message: `Invalid parameter: ${field}.` }],
  },
});

describe.concurrent("the field that Zoom refused is told", () => {
  test("to the caller, by its name and in a sentence, and in the history", async () => {
    const { booking, fault } = aHost(app);
    const service = await app.as("service");
    await fault("POST", validation("settings.audio"));
    const desired = booking();
    const errors = [{ field: "settings.audio", message: "Invalid parameter: settings.audio." }];
    const refusal = await refusalOf(service.meetings.create(desired));
    expect(refusal).toMatchObject({
      reason: "ZOOM_API_ERROR",
      data: { zoomError: { status: 400, code: 300, errors } },
    });
    expect(refusal?.message).toContain("Zoom refused settings.audio: Invalid parameter");
    expect(refusal?.message).not.toContain("time and length");
    const failed = await service.meetings.getByAppointment({ appointmentId: desired.appointmentId });
    expect(failed).toMatchObject({ status: "failed", attentions: ["zoom-refused"] });
    const { transitions } = await service.lifecycle.history({ meetingId: failed.id });
    expect(transitions.at(-1)).toMatchObject({
      to: "failed",
      reason: "Zoom refused settings.audio: Invalid parameter: settings.audio.",
    });
    expect(await service.meetings.retry({ meetingId: failed.id })).toMatchObject({ attentions: [] });
  });

  test("over REST in the error's details", async () => {
    const { booking, fault } = aHost(app);
    await fault("POST", validation("settings.audio"));
    const answer = await callRest(app, "service", "POST", "/meetings", booking());
    expect(answer).toMatchObject({
      status: 502,
      body: {
        error: { code: "ZOOM_API_ERROR", details: { zoomError: { errors: [{ field: "settings.audio" }] } } },
      },
    });
  });
});

describe.concurrent("an answer that cannot be used, three times", () => {
  test.each([
    ["no join link", { without: ["join_url"] }, "join_url", "is missing or unreadable"],
    ["a link to another host", { joinUrlHost: "uni-klinik.zoom-x.de" }, "join_url", "uni-klinik.zoom-x.de"],
  ])(
    "%s: the visit fails as zoom-refused with its name, and Zoom keeps nothing",
    async (_, response, field, words) => {
      const { booking, fault, alive, calls } = aHost(app);
      const service = await app.as("service");
      await fault("POST", { kind: "altered-response", response, times: -1 });
      await fault("GET", { kind: "altered-response", response, times: -1 }, "^/v2/meetings/");
      const desired = booking({ waitMs: 0 });
      await service.meetings.create(desired);
      const failed = await eventually(async () => {
        const now = await service.meetings.getByAppointment({ appointmentId: desired.appointmentId });
        expect(now).toMatchObject({ status: "failed", attentions: ["zoom-refused"] });
        return now;
      }, 25_000);
      const { transitions } = await service.lifecycle.history({ meetingId: failed.id });
      expect(transitions.at(-1)?.reason).toContain(`Zoom refused ${field}: `);
      expect(transitions.at(-1)?.reason).toContain(words);
      await eventually(async () => expect(await alive()).toEqual([]));
      expect(await calls("POST")).toHaveLength(1);
    },
  );

  test("a link to a host that ZOOM_JOIN_HOSTS names is handed out", async () => {
    const { booking, fault } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { kind: "altered-response", response: { joinUrlHost: "uni-klinik.zoom-y.de" } });
    expect(await service.meetings.create(booking())).toMatchObject({ status: "scheduled" });
    const page = await fetch(`${app.url}/j/x`);
    expect(page.headers.get("content-security-policy")).toContain("https://zoom-y.de https://*.zoom-y.de");
  });
});

describe.concurrent("what is tried again", () => {
  test("a time zone that Zoom does not know is replaced by UTC, once", async () => {
    const { booking, fault, journal, calls } = aHost(app);
    const service = await app.as("service");
    await fault("POST", validation("timezone"));
    const made = await service.meetings.create(booking({ timezone: "Europe/Berlin" }));
    expect(made).toMatchObject({ status: "scheduled", timezone: "Europe/Berlin", attentions: [] });
    expect(await calls("POST")).toHaveLength(2);
    expect(await journal()).toHaveLength(1);
  });

  test("when Zoom refuses UTC as well, the visit fails after two calls", async () => {
    const { booking, fault, calls } = aHost(app);
    const service = await app.as("service");
    await fault("POST", { ...validation("timezone"), times: -1 });
    const refusal = await refusalOf(service.meetings.create(booking({ timezone: "Europe/Berlin" })));
    expect(refusal?.message).toContain("Zoom refused timezone");
    expect(await calls("POST")).toHaveLength(2);
  });

  test("a 429 with an unknown text, for twelve meetings of one host: each backs off more and more", async () => {
    const { booking, fault, calls } = aHost(app);
    const service = await app.as("service");
    const body = { code: 429, message: "Trop de requêtes." };
    await fault("POST", { kind: "status", status: 429, body, times: -1 });
    for (let index = 0; index < 12; index += 1) {
      const startTime = new Date(Date.now() + (index + 1) * 3_600_000);
      expect(await service.meetings.create(booking({ startTime, waitMs: 500 }))).toMatchObject({
        status: "pending",
      });
    }
    await sleep(8_000);
    const sent = (await calls("POST")).length;
    // 1 s, 2 s, 4 s, 8 s: at most four within these seconds, where one each second was sent before.
    expect(sent).toBeGreaterThanOrEqual(12);
    expect(sent).toBeLessThanOrEqual(12 * 5);
  });
});

test("the feed tells of a change that Zoom refused, with the field: once for each change however often it is sent; the visit stays as it was", async () => {
  const { booking, fault, calls, row } = aHost(app);
  const service = await app.as("service");
  const made = await service.meetings.create(booking());
  const token = await tokenFor(people.service);
  const stream = await openStream(app.url, token, { meetingId: made.id });
  await fault("PATCH", { ...validation("settings.audio"), times: -1 });
  await service.meetings.update({ meetingId: made.id, duration: 45 });
  for (let round = 0; round < 2; round += 1) {
    const due = { next_attempt_at: new Date(), failures: 0 };
    await db().updateTable("zoom_meetings").set(due).where("id", "=", made.id).execute();
    await app.server.deps.syncNow(made.id);
  }
  expect((await calls("PATCH")).length).toBeGreaterThan(1);
  expect(await row(made.id)).toMatchObject({ status: "scheduled", attentions: ["zoom-refused"] });
  await service.meetings.update({ meetingId: made.id, duration: 50 });
  const recorded = await db()
    .selectFrom("meeting_events")
    .select(["data", "reason"])
    .where("meeting_id", "=", made.id)
    .where("type", "=", "change-refused")
    .execute();
  const refused = { data: { code: 300, fields: ["settings.audio"] }, reason: null };
  expect(recorded).toEqual([refused, refused]);
  await eventually(async () => {
    // A stream may begin a little before it was opened.
    const told = (await stream.have(4)).map(({ type }) => type).filter((type) => type.startsWith("change"));
    expect(told).toEqual(["changed", "change-refused", "changed", "change-refused"]);
  });
  const { transitions } = await service.lifecycle.history({ meetingId: made.id });
  expect(transitions.map(({ to }) => to)).toEqual(["pending", "scheduled"]);
});
