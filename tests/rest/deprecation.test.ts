import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { tokenFor } from "../support/tokens.ts";
import { callRest } from "./call-rest.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ RATE_LIMIT_PER_MINUTE: "9", ROLE: "web" });
});
afterAll(() => app.close());

const reported = ({ headers }: { headers: Headers }) => [headers.get("deprecation"), headers.get("link")];
const deprecated = ["@1793491200", '</docs>; rel="deprecation"'];

test("every answer over REST says that it is deprecated, and no other does", async () => {
  const statuses: number[] = [];
  const replies = [
    await callRest(app, "admin", "GET", "/stats"),
    await callRest(app, null, "GET", "/stats"),
    await callRest(app, "admin", "GET", `/meetings/${randomUUID()}`),
    await callRest(app, "admin", "GET", "/nothing"),
    await callRest(app, "admin", "PATCH", "/stats"),
    await callRest(app, "admin", "POST", "/meetings", "no JSON"),
  ];
  const token = await tokenFor({ role: "admin", sub: randomUUID() });
  for (let call = 0; call < 10; call += 1) {
    const headers = { authorization: `Bearer ${token}` };
    replies.push({ body: null, ...(await fetch(`${app.url}/api/zoom/stats`, { headers }).then(pick)) });
  }
  for (const reply of replies) {
    statuses.push(reply.status);
    expect(reported(reply)).toEqual(deprecated);
  }
  expect(statuses.slice(0, 6)).toEqual([200, 401, 404, 404, 405, 400]);
  expect(statuses.at(-1)).toBe(429);
  for (const path of ["/api/zoom/webhook", "/trpc/stats.overview", "/healthz", "/j/unknown"]) {
    expect(reported(await fetch(app.url + path))).toEqual([null, null]);
  }
});

const pick = ({ status, headers }: Response) => ({ status, headers });

test("who still calls REST is counted by name and route, without a trace of what was called", async () => {
  const id = randomUUID();
  await callRest(app, "service", "GET", `/meetings/${id}`);
  await callRest(app, "service", "GET", `/meetings/appointment/${id}?role=host`);
  await callRest(app, "doctor", "GET", `/meetings/${id}/link?role=host`);
  await callRest(app, "patient", "GET", `/${id}`);
  await callRest(app, "patient", "PATCH", `/meetings/${id}`);
  await callRest(app, null, "POST", `/meetings/${id}/start`);
  const metrics = await (await fetch(`${app.opsUrl}/metrics`)).text();
  const counts = metrics.split("\n").filter((line) => line.startsWith("patientcare_zoom_rest_calls_total{"));
  expect(counts).toEqual(
    expect.arrayContaining([
      'patientcare_zoom_rest_calls_total{caller="appointments",route="GET /meetings/:meetingId"} 1',
      'patientcare_zoom_rest_calls_total{caller="appointments",route="GET /meetings/appointment/:appointmentId"} 1',
      'patientcare_zoom_rest_calls_total{caller="doctor",route="GET /meetings/:meetingId/link"} 1',
      'patientcare_zoom_rest_calls_total{caller="patient",route="other"} 2',
      'patientcare_zoom_rest_calls_total{caller="anonymous",route="POST /meetings/:meetingId/start"} 1',
    ]),
  );
  expect(metrics).not.toContain(id);
});
