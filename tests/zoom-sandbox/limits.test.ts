import { expect, test } from "vitest";
import { host, openSandbox } from "./open-sandbox.ts";

test("a host's hundred changes a day end in Zoom's message, without a time to retry", async () => {
  const { call, control, createMeeting } = await openSandbox();
  const { id } = await createMeeting();
  await control.setHostDailyUsed(host, 99);
  expect((await call("PATCH", `/meetings/${id}`, { topic: "Last" })).status).toBe(204);
  const rejected = await call("POST", `/users/${host}/meetings`, {});
  expect(rejected.status).toBe(429);
  expect(rejected.body.message).toBe(
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular user. You may resume these requests at GMT 00:00:00.",
  );
  expect(rejected.headers.get("retry-after")).toBeNull();
  expect(Number(rejected.headers.get("x-ratelimit-remaining"))).toBeGreaterThan(0);
  expect((await call("POST", "/users/other@clinic.example/meetings", {})).status).toBe(201);
});

test("too many calls in a second are rejected by label", async () => {
  const { call, control } = await openSandbox();
  await control.setPlan("business", { medium: { perSecond: 1 } });
  await call("GET", `/users/${host}/meetings`);
  const rejected = await call("GET", `/users/${host}/meetings`);
  const otherLabel = await call("GET", `/users/${host}`);
  expect(rejected.status).toBe(429);
  expect(rejected.body.message).toMatch(/maximum per-second rate limit/);
  expect(rejected.headers.get("x-ratelimit-category")).toBe("Medium");
  expect(rejected.headers.get("x-ratelimit-type")).toBe("QPS");
  expect(otherLabel.status).toBe(200);
});

test("an exhausted daily limit names the instant when it resets", async () => {
  const { call, control } = await openSandbox();
  await control.setPlan("free", { light: { perSecond: null, perDay: 1 } });
  await call("GET", `/users/${host}`);
  const rejected = await call("GET", `/users/${host}`);
  expect(rejected.status).toBe(429);
  expect(rejected.headers.get("x-ratelimit-type")).toBe("Daily-limit");
  expect(rejected.headers.get("retry-after")).toMatch(/^\d{4}-\d\d-\d\dT00:00:00Z$/);
});

test("every response carries a tracking id, errors too", async () => {
  const { apiUrl, call } = await openSandbox();
  const rejected = await fetch(`${apiUrl}/users/${host}`);
  const accepted = await call("GET", `/users/${host}`);
  expect(rejected.headers.get("x-zm-trackingid")).toMatch(/^v=2\.0;clid=\w+;rid=WEB_/);
  expect(accepted.headers.get("x-zm-trackingid")).toMatch(/^v=2\.0;clid=\w+;rid=WEB_/);
});
