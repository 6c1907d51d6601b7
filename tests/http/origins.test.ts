import { expect, test } from "vitest";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";

const portal = "https://portal.clinic.example";
const other = "https://evil.example";

test("pages of the origins that are named may call and read the answers; pages of others may not", async () => {
  const app = await startApp({ ROLE: "web", CORS_ORIGINS: `${portal}, http://localhost:5173` });
  const authorization = `Bearer ${await tokenFor(people.admin)}`;
  const asks = (origin: string, path = "/trpc/stats.overview") =>
    fetch(`${app.url}${path}`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers":
          "authorization,content-type,x-request-id,idempotency-key,traceparent",
      },
    });
  for (const path of ["/trpc/stats.overview", "/api/zoom/meetings"]) {
    const { status, headers } = await asks(portal, path);
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(portal);
    expect(headers.get("access-control-allow-headers")).toContain("idempotency-key");
    expect(headers.get("access-control-allow-methods")).toContain("POST");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("vary")).toMatch(/origin/i);
    expect((await asks(other, path)).headers.get("access-control-allow-origin")).toBeNull();
  }
  const call = (origin: string) =>
    fetch(`${app.url}/trpc/stats.overview`, {
      method: "POST",
      headers: { origin, authorization, "content-type": "application/json" },
      body: '{"json":{}}',
    });
  const answer = await call(portal);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("access-control-allow-origin")).toBe(portal);
  expect(answer.headers.get("access-control-expose-headers")).toContain("x-request-id");
  expect(answer.headers.get("vary")).toMatch(/origin/i);
  expect((await call(other)).headers.get("access-control-allow-origin")).toBeNull();
  const page = await fetch(`${app.url}/j/AAAAAAAAAAAAAAAAAAAAAA`, { headers: { origin: portal } });
  expect(page.headers.get("access-control-allow-origin")).toBeNull();
});

test("without any origin, a browser that asks is told the methods and nothing of other origins", async () => {
  const app = await startApp({ ROLE: "web" });
  const { status, headers } = await fetch(`${app.url}/trpc/stats.overview`, {
    method: "OPTIONS",
    headers: { origin: portal, "access-control-request-method": "POST" },
  });
  expect([204, 405]).toContain(status);
  expect(headers.get("allow")).toContain("POST");
  expect([...headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
});
