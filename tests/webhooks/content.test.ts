import type { Readable } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { aDelivery, ofAccount, signed } from "./deliver.ts";
import { type Inbox, openInbox } from "./open-inbox.ts";

const maxBytes = 64 * 1024;

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

describe("what a delivery holds", () => {
  test("escapes next to raw UTF-8 are signed and kept byte for byte", async () => {
    const body =
      '{"event":"meeting.started","payload":{"account_id":"escapes","object":{"topic":"\\uD83D\\uDE92 Sam’s"}}}';
    const again = JSON.stringify(JSON.parse(body));
    expect(await inbox.refused(() => inbox.send(body, signed(again)))).toEqual([401]);
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    const [row] = await inbox.rowsOf("escapes");
    if (!row) throw new Error("The delivery was not kept");
    const place = { record: "webhook_deliveries", column: "body", id: row.id };
    expect(inbox.app.server.deps.encryption.unseal(place, row.body as unknown as Readable)).toBe(body);
  });

  test("ids come as numbers and as strings", async () => {
    for (const id of [98765432100, "98765432100"]) {
      const body = aDelivery(ofAccount("ids", { id }));
      expect((await inbox.send(body, signed(body))).status).toBe(200);
    }
    expect((await inbox.rowsOf("ids")).map((row) => row.zoom_meeting_id)).toEqual([
      "98765432100",
      "98765432100",
    ]);
  });

  test("a missing or odd event_ts is kept and acknowledged", async () => {
    const odd = [undefined, null, "", "yesterday", -1, 1.5, 1e300, {}, [], true];
    for (const event_ts of odd) {
      const body = aDelivery({ ...ofAccount("odd times", { uuid: String(event_ts) }), event_ts });
      expect((await inbox.send(body, signed(body))).status, String(event_ts)).toBe(200);
    }
    const kept = await inbox.rowsOf("odd times");
    expect(kept).toHaveLength(odd.length);
    expect(new Set(kept.map((row) => row.event_ts))).toEqual(new Set([null]));
  });

  test("an event that nobody here knows is kept and acknowledged", async () => {
    const body = aDelivery({ event: "phone.something_new", ...ofAccount("unknown") });
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    await eventually(async () => {
      expect(await inbox.rowsOf("unknown")).toMatchObject([
        { event: "phone.something_new", state: "stored" },
      ]);
    });
  });

  test("what PostgreSQL cannot hold in text is kept all the same", async () => {
    const body =
      '{"event":"meeting.started","payload":{"account_id":"nul\\u0000","object":{"id":"1","uuid":"\\ud800"}}}';
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    expect(await inbox.rowsOf("nul")).toHaveLength(1);
  });

  test("signed bytes that are no JSON object with an event are refused", async () => {
    const bodies = [
      "",
      "meeting.started",
      '{"event":"meeting.started"',
      "null",
      '"meeting.started"',
      '[{"event":"meeting.started"}]',
      "{}",
      '{"event":null}',
      '{"event":7}',
      '{"event":""}',
      '{"event":["meeting.started"]}',
      `${"[".repeat(30_000)}${"]".repeat(30_000)}`,
    ];
    const statuses = await inbox.refused(...bodies.map((body) => () => inbox.send(body, signed(body))));
    expect(statuses).toEqual(bodies.map(() => 400));
  });

  test("names, e-mails, topics and sessions are not in the inbox in clear", async () => {
    const participant = { user_name: "Sam Canary", email: "canary@home.example", user_id: "16778240" };
    const object = { id: "98765432100", uuid: "CanarySession==", topic: "Canary topic", participant };
    const body = aDelivery({ event: "meeting.participant_joined", ...ofAccount("at rest", object) });
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    const { rows: stored } = await sql<{ text: string }>`
      select row_to_json(d)::text as text from webhook_deliveries d where account_id = 'at rest'`.execute(
      inbox.app.server.deps.db,
    );
    expect(stored).toHaveLength(1);
    expect(stored[0]?.text).toContain("meeting.participant_joined");
    expect(stored[0]?.text).not.toMatch(/canary|CanarySession|16778240/i);
  });
});

describe("how large a delivery may be", () => {
  const sized = (bytes: number) => {
    const frame = aDelivery({ filling: "" });
    return frame.replace('"filling":""', `"filling":"${"z".repeat(bytes - frame.length)}"`);
  };
  const chunked = (body: string) =>
    new ReadableStream({
      start(controller) {
        for (let from = 0; from < body.length; from += 10_000)
          controller.enqueue(Buffer.from(body.slice(from, from + 10_000)));
        controller.close();
      },
    });

  test("64 KB are taken, in one piece and in chunks without a length", async () => {
    const body = sized(maxBytes);
    expect(Buffer.byteLength(body)).toBe(maxBytes);
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    const other = sized(maxBytes);
    expect((await inbox.send(chunked(other), signed(other))).status).toBe(200);
  });

  test("one byte more is refused, in one piece and in chunks without a length", async () => {
    const body = sized(maxBytes + 1);
    const headers = signed(body);
    expect(
      await inbox.refused(
        () => inbox.send(body, headers),
        () => inbox.send(chunked(body), headers),
      ),
    ).toEqual([413, 413]);
  });
});

describe("the same again", () => {
  test("copies that come at once are all acknowledged and kept once", async () => {
    const body = aDelivery(ofAccount("copies"));
    const answers = await Promise.all(Array.from({ length: 20 }, () => inbox.send(body, signed(body))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await inbox.rowsOf("copies")).toHaveLength(1);
  });

  test("the same news in other bytes is kept and marked", async () => {
    const body = aDelivery(ofAccount("alike", { id: 98765432100, uuid: "alike" }));
    const other = JSON.stringify({ ...JSON.parse(body), received_from: "another subscription" });
    for (const each of [body, other]) expect((await inbox.send(each, signed(each))).status).toBe(200);
    const [first, second] = await inbox.rowsOf("alike");
    expect(first?.duplicate_of).toBeNull();
    expect(second?.duplicate_of).toBe(first?.id);
  });
});
