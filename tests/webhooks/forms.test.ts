import { afterAll, beforeAll, expect, test } from "vitest";
import { aDelivery, signed } from "./deliver.ts";
import { type Inbox, openInbox } from "./open-inbox.ts";
import { openRaw, rawRequest } from "./raw-connection.ts";

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

const forms = [
  "http://zoom.example/api/zoom/webhook",
  "https://zoom.example:443//api/zoom/webhook/?x=1",
  "/api/zoom/webhook/",
  "//api/zoom/webhook",
  "/api//zoom///webhook//",
  "/api/zoom/webhook?x=1",
];
const send = async (target: string, { method = "POST", body = "", headers = {} }) => {
  await using raw = await openRaw(inbox.app.url);
  const all = { ...headers, "Content-Length": String(Buffer.byteLength(body)) };
  raw.write(rawRequest(all, body, `${method} ${target}`));
  return await raw.status();
};

test.each(forms)("a signed delivery to %s is kept, and an unsigned one refused", async (target) => {
  const before = (await inbox.rows()).length;
  const body = aDelivery();
  expect(await send(target, { body, headers: signed(body) })).toBe(200);
  expect((await inbox.rows()).length).toBe(before + 1);
  expect(await send(target, { body: aDelivery() })).toBe(401);
  expect((await inbox.rows()).length).toBe(before + 1);
});

test.each(forms)("only POST delivers to %s", async (target) => {
  for (const method of ["GET", "PUT"]) expect(await send(target, { method })).toBe(405);
});
