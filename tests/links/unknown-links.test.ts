import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { callRaw } from "../support/call-raw.ts";
import { startApp } from "../support/start-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { aVisit, linkOf } from "./a-visit.ts";
import { visitLink } from "./visit-a-link.ts";

test("an address may try so many unknown links a minute, and its known links and calls go on", async () => {
  const app = await startApp({ RATE_LIMIT_PER_MINUTE: "20", TRUSTED_PROXY_HOPS: "1" });
  const known = await linkOf(app, await aVisit(app));
  const from = (address: string) => ({ "x-forwarded-for": address });
  const tryOne = (path: string, address = "198.51.100.7", method: "GET" | "POST" = "GET") =>
    visitLink(`${app.url}/j/${path}`, method, from(address));
  const aToken = () => randomBytes(16).toString("base64url");

  for (let tried = 0; tried < 17; tried++) expect((await tryOne(aToken())).status).toBe(404);
  expect((await tryOne(`${aToken()}/events`)).status).toBe(404);
  expect((await tryOne(aToken(), undefined, "POST")).status).toBe(404);
  expect((await tryOne("x")).status).toBe(404);
  for (const answer of [
    await tryOne(aToken()),
    await tryOne(aToken(), undefined, "POST"),
    await tryOne(`${aToken()}/events`),
  ]) {
    expect(answer).toMatchObject({ status: 429, state: "too-many-tries" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(Number(answer.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(answer.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  }

  expect(await visitLink(known, "GET", from("198.51.100.7"))).toMatchObject({ status: 200, state: "open" });
  expect((await tryOne(aToken(), "198.51.100.8")).status).toBe(404);
  const call = { token: await tokenFor(people.admin), input: {}, headers: from("198.51.100.7") };
  expect((await callRaw(app.url, "stats.overview", call)).status).toBe(200);
});
