import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";
import { people } from "../support/tokens.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { accessRows } from "./access-rows.ts";
import { stages } from "./states.ts";
import { pass, visitLink } from "./visit-a-link.ts";

const cases = [
  { stage: "early", state: "early", status: 403, reason: "LINK_NOT_OPEN" },
  { stage: "pending", state: "pending", status: 503, reason: "ZOOM_UNAVAILABLE" },
  { stage: "failed", state: "pending", status: 503, reason: "ZOOM_UNAVAILABLE" },
  { stage: "over", state: "over", status: 410, reason: "LINK_EXPIRED" },
  { stage: "cancelled", state: "cancelled", status: 410, reason: "LINK_EXPIRED" },
  { stage: "revoked", state: "revoked", status: 410, reason: "LINK_REVOKED" },
] as const;

test.for(cases)(
  "a link that is $stage says $state, and going on gets $status $reason, on record",
  async ({ stage, state, status, reason }) => {
    const app = await startApp();
    for (const role of ["participant", "host"] as const) {
      const { meeting, url } = await stages[stage](app, role);
      expect(await visitLink(url)).toMatchObject({ status: 200, state });
      const before = await accessRows(app, meeting.id);
      const refused = await pass(url);
      expect(refused).toMatchObject({ status, state, location: null });
      expect(refused.headers.get("retry-after")).toBe(status === 503 ? "5" : null);
      expect((await accessRows(app, meeting.id)).slice(before.length)).toEqual([
        expect.objectContaining({
          action: "links.redirect",
          decision: "refused",
          reason,
          link_id: expect.any(String),
          participant_id: expect.any(String),
        }),
      ]);
    }
  },
);

test("looking at an open link uses nothing up, writes nothing and never leads on", async () => {
  const app = await startApp();
  const meeting = await aVisit(app);
  const url = await linkOf(app, meeting);
  const before = await accessRows(app, meeting.id);
  for (const method of ["HEAD", "GET", "HEAD", "GET"] as const) {
    expect(await visitLink(url, method)).toMatchObject({ status: 200, location: null });
  }
  expect(await accessRows(app, meeting.id)).toEqual(before);
  expect((await visitLink(url)).state).toBe("open");
  expect((await pass(url)).status).toBe(303);
  expect((await pass(url)).status).toBe(303);
});

test("an unknown token is 404 on both methods; a malformed one does not reach the database", async () => {
  const app = await startApp();
  const unknown = `${app.url}/j/${"A".repeat(22)}`;
  expect(await visitLink(unknown)).toMatchObject({ status: 404, state: "unknown" });
  expect(await pass(unknown)).toMatchObject({ status: 404, state: "unknown", location: null });

  await app.server.deps.db.schema.alterTable("join_links").renameTo("away").execute();
  expect((await visitLink(unknown)).status).toBe(500);
  for (const token of ["x", "A".repeat(21), "A".repeat(23), `${"A".repeat(21)}!`, "%00", "..%2f..%2fetc"]) {
    expect(await visitLink(`${app.url}/j/${token}`)).toMatchObject({ status: 404, state: "unknown" });
    expect(await pass(`${app.url}/j/${token}`)).toMatchObject({ status: 404, state: "unknown" });
  }
});

test("when we fail, people get a page that says so, and nothing of why", async () => {
  const app = await startApp();
  const url = await linkOf(app, await aVisit(app));
  await app.server.deps.db.schema.alterTable("join_links").renameTo("away").execute();
  for (const answer of [await visitLink(url), await pass(url)]) {
    expect(answer).toMatchObject({ status: 500, state: "trouble", location: null });
    expect(answer.html).not.toMatch(/join_links|relation|error/i);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
});

test("pages are not kept, framed, indexed or named to others, and their form may lead to Zoom only", async () => {
  const app = await startApp();
  const url = await linkOf(app, await aVisit(app));
  const sandbox = new URL(app.zoom.apiUrl).origin;
  for (const { headers, html } of [
    await visitLink(url),
    await pass(url),
    await visitLink(`${app.url}/j/x`),
  ]) {
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[\w+/]{43}='$/),
      expect.stringMatching(/^script-src 'sha256-[\w+/]{43}='$/),
      "connect-src 'self'",
      "img-src data:",
      `form-action 'self' https://zoom.us https://*.zoom.us https://zoom.com https://*.zoom.com https://zoomgov.com https://*.zoomgov.com ${sandbox}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = ""]) => script);
    expect(scripts.length).toBeLessThanOrEqual(1);
    for (const script of scripts) {
      expect(policy).toContain(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
    }
  }
});

test("going on asks for no Origin: browsers send 'null' where there is no referrer", async () => {
  const app = await startApp();
  const url = await linkOf(app, await aVisit(app));
  for (const origin of ["null", "https://mail.example"]) {
    expect((await pass(url, { origin })).status).toBe(303);
  }
});

test("the page names the clinic, its phone and the time in words, and nothing of the person", async () => {
  const app = await startApp({ CLINIC_NAME: "Praxis <Nord> & Co", CLINIC_PHONE: "+49 30 1234-567" });
  const startTime = minutesFromNow(60);
  const meeting = await aVisit(app, { startTime, timezone: "Europe/Berlin", topic: "Knee surgery" });
  const { html } = await visitLink(await linkOf(app, meeting));
  expect(html).toContain("Praxis &lt;Nord&gt; &amp; Co");
  expect(html).toContain('href="tel:+49301234567"');
  const clock = startTime.toLocaleTimeString("en-GB", {
    timeZone: "Europe/Berlin",
    hour: "2-digit",
    minute: "2-digit",
  });
  expect(html).toContain(`${clock}, Berlin time`);
  for (const secret of ["Sam Rivers", people.patient.email, meeting.hostEmail, "Knee", meeting.id]) {
    expect(html).not.toContain(secret);
  }
});

test("a withdrawn link does not tell when the visit is", async () => {
  const app = await startApp();
  const { url } = await stages.revoked(app, "participant");
  const { html } = await visitLink(url);
  expect(html).toContain("This link no longer works");
  expect(html).not.toMatch(/\d\d:\d\d/);
});

test("an early page looks again when the door opens, and at least every minute", async () => {
  const app = await startApp({ LINK_OPENS_BEFORE_MINUTES: "1" });
  const waitsFor = async (minutes: number) => {
    const { html } = await visitLink(
      await linkOf(app, await aVisit(app, { startTime: minutesFromNow(minutes) })),
    );
    return Number(html.match(/http-equiv="refresh" content="(\d+)"/)?.[1]);
  };
  expect(await waitsFor(60)).toBe(60);
  const soon = await waitsFor(1.5);
  expect(soon).toBeGreaterThan(0);
  expect(soon).toBeLessThanOrEqual(30);
});
