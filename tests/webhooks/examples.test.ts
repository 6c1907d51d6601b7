import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { signed } from "./deliver.ts";
import { type Inbox, openInbox } from "./open-inbox.ts";

const folder = join(import.meta.dirname, "examples");

const accountOfMost = "AAAAAABBBB";

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox({ ZOOM_ACCOUNT_ID: accountOfMost });
});
afterAll(() => inbox.app.close());

test("Zoom's sample deliveries all get through, with fields that nobody here knows", async () => {
  const names = await readdir(folder);
  const sent: string[] = [];
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8");
    const { payload, ...rest } = JSON.parse(text);
    const more = JSON.stringify({
      new_field: { deep: [1] },
      ...rest,
      payload: { new_field: null, ...payload },
    });
    for (const body of [text, more]) expect((await inbox.send(body, signed(body))).status, name).toBe(200);
    if (rest.event !== "endpoint.url_validation") sent.push(rest.event, rest.event);
  }
  expect(names).toHaveLength(25);
  await eventually(async () => {
    const rows = await inbox.rows();
    expect(rows.map(({ event }) => event).sort()).toEqual(sent.sort());
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["unmatched", "stored"]));
  });
});
