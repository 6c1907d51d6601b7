import { Hono } from "hono";
import type { World } from "../world.ts";
import { issueToken } from "./issue-token.ts";
import { newTrackingId } from "./tracking-id.ts";

export function createOauth(world: World): Hono {
  const oauth = new Hono();
  oauth.post("/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const parameter = (name: string) => c.req.query(name) ?? form.get(name) ?? undefined;
    const { status, body } = issueToken(world, {
      authorization: c.req.header("authorization"),
      grantType: parameter("grant_type"),
      accountId: parameter("account_id"),
      apiUrl: new URL(c.req.url).origin,
    });
    await world.saved();
    return c.json(body, status, { "x-zm-trackingid": newTrackingId() });
  });
  return oauth;
}
