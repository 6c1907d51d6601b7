import { createHmac } from "node:crypto";
import { sql } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { sizeOf } from "../support/size.ts";
import { webhookSecret } from "../support/start-app.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aDelivery, deliver, type Headers, secondsFromNow, signed } from "./deliver.ts";

const secondSecret = "the-secret-of-the-next-rotation";
const mostBytes = 64 * 1024;

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ZOOM_WEBHOOK_SECRET: `${webhookSecret}, ${secondSecret}` });
});
afterAll(() => app.close());

const send = (body: string | Uint8Array | ReadableStream, headers: Headers) =>
  deliver(app.url, body, headers);
const rows = () =>
  app.server.deps.db.selectFrom("webhook_deliveries").selectAll().orderBy("received_at").execute();
const rowsOf = async (accountId: string) =>
  (await rows()).filter(({ account_id }) => account_id === accountId);
const ofAccount = (account_id: string, object: object = {}) => ({ payload: { account_id, object } });

/** Runs what is to be refused, and proves that it left no row. */
async function refused(...requests: (() => Promise<Response>)[]): Promise<number[]> {
  const before = (await rows()).length;
  const statuses: number[] = [];
  for (const request of requests) statuses.push((await request()).status);
  expect((await rows()).length).toBe(before);
  return statuses;
}

describe("who may deliver", () => {
  test("a signed delivery is kept and acknowledged", async () => {
    const body = aDelivery(ofAccount("good"));
    const response = await send(body, signed(body));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });
    expect(await rowsOf("good")).toHaveLength(1);
  });

  test("each active secret signs", async () => {
    const body = aDelivery(ofAccount("rotated"));
    expect((await send(body, signed(body, { secret: secondSecret }))).status).toBe(200);
    expect(await rowsOf("rotated")).toHaveLength(1);
  });

  test("a wrong secret, an empty one and a list of both are refused", async () => {
    const body = aDelivery();
    const secrets = ["another-secret", "", `${webhookSecret}, ${secondSecret}`];
    const requests = secrets.map((secret) => () => send(body, signed(body, { secret })));
    expect(await refused(...requests)).toEqual([401, 401, 401]);
  });

  test("without either header, or with an odd one, a delivery is refused", async () => {
    const body = aDelivery();
    const good = signed(body);
    const signature = good["x-zm-signature"] ?? "";
    const odd: Headers[] = [
      {},
      { "x-zm-signature": signature },
      { "x-zm-request-timestamp": good["x-zm-request-timestamp"] ?? "" },
      { ...good, "x-zm-signature": "" },
      { ...good, "x-zm-signature": signature.slice("v0=".length) },
      { ...good, "x-zm-signature": signature.slice(0, -1) },
      { ...good, "x-zm-signature": signature.toUpperCase() },
      { ...good, "x-zm-signature": `${signature}00` },
    ];
    const statuses = await refused(...odd.map((headers) => () => send(body, headers)));
    expect(statuses).toEqual(odd.map(() => 401));
  });

  test("a timestamp that is no plain number is refused, although its signature fits", async () => {
    const body = aDelivery();
    const odd = ["", "now", "1e9", `${secondsFromNow(0)}.5`, `${secondsFromNow(0)}:`, `${Date.now()}`];
    const statuses = await refused(...odd.map((timestamp) => () => send(body, signed(body, { timestamp }))));
    expect(statuses).toEqual(odd.map(() => 401));
  });

  test("one that is too old or from the future is refused; Zoom's last retry is not", async () => {
    const body = aDelivery(ofAccount("retried"));
    const sent = (seconds: number) => () => send(body, signed(body, { timestamp: secondsFromNow(seconds) }));
    expect(await refused(sent(-7_260), sent(360))).toEqual([401, 401]);
    expect((await sent(-86 * 60)()).status).toBe(200);
    expect((await sent(240)()).status).toBe(200);
    expect(await rowsOf("retried")).toHaveLength(1);
  });

  test("bytes of the body cannot be moved into the timestamp", async () => {
    const inner = aDelivery();
    const timestamp = secondsFromNow(0);
    const body = `${timestamp}:${inner}`;
    const digest = createHmac("sha256", webhookSecret).update(`v0:${timestamp}:${body}`).digest("hex");
    const headers = {
      "x-zm-request-timestamp": `${timestamp}:${timestamp}`,
      "x-zm-signature": `v0=${digest}`,
    };
    expect(await refused(() => send(inner, headers))).toEqual([401]);
  });
});

describe("an altered byte", () => {
  const flipped = (bytes: Buffer, bit: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    return copy;
  };
  const atOnce = 16;

  async function statusesOfFlips(body: Buffer, bits: readonly number[]): Promise<Set<number>> {
    const headers = signed(body);
    const statuses = new Set<number>();
    const left = [...bits];
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (let bit = left.pop(); bit !== undefined; bit = left.pop())
          statuses.add((await send(flipped(body, bit), headers)).status);
      }),
    );
    return statuses;
  }

  test("in any bit of a small body is refused", async () => {
    const body = Buffer.from('{"event":"meeting.ended"}');
    const before = (await rows()).length;
    const bits = Array.from({ length: body.length * 8 }, (_, bit) => bit);
    expect(await statusesOfFlips(body, bits)).toEqual(new Set([401]));
    expect((await rows()).length).toBe(before);
  });

  test("anywhere in a body of 2 KB is refused", async () => {
    const body = Buffer.from(aDelivery({ filling: "z".repeat(1_700) }));
    const before = (await rows()).length;
    const all = body.length * 8;
    const count = sizeOf({ full: all, everyday: 200 });
    const bits = Array.from({ length: count }, (_, index) => Math.floor((index * all) / count));
    expect(await statusesOfFlips(body, bits)).toEqual(new Set([401]));
    expect((await rows()).length).toBe(before);
  });

  test("in the signature is refused", async () => {
    const body = aDelivery();
    const good = signed(body);
    const digits = (good["x-zm-signature"] ?? "").slice("v0=".length);
    const changed = [...digits].map((digit, index) => {
      const other = (Number.parseInt(digit, 16) ^ 1).toString(16);
      return `v0=${digits.slice(0, index)}${other}${digits.slice(index + 1)}`;
    });
    const statuses = await refused(
      ...changed.map((signature) => () => send(body, { ...good, "x-zm-signature": signature })),
    );
    expect(new Set(statuses)).toEqual(new Set([401]));
  });
});

describe("what a delivery holds", () => {
  test("escapes next to raw UTF-8 are signed and kept byte for byte", async () => {
    const body =
      '{"event":"meeting.started","payload":{"account_id":"escapes","object":{"topic":"\\uD83D\\uDE92 Sam’s"}}}';
    const again = JSON.stringify(JSON.parse(body));
    expect(await refused(() => send(body, signed(again)))).toEqual([401]);
    expect((await send(body, signed(body))).status).toBe(200);
    const [row] = await rowsOf("escapes");
    if (!row) throw new Error("The delivery was not kept");
    const place = { record: "webhook_deliveries", column: "body", id: row.id };
    expect(app.server.deps.encryption.decrypt(place, row.body)).toBe(body);
  });

  test("ids come as numbers and as strings", async () => {
    for (const id of [98765432100, "98765432100"]) {
      const body = aDelivery(ofAccount("ids", { id }));
      expect((await send(body, signed(body))).status).toBe(200);
    }
    expect((await rowsOf("ids")).map((row) => row.zoom_meeting_id)).toEqual(["98765432100", "98765432100"]);
  });

  test("a missing or odd event_ts is kept and acknowledged", async () => {
    const odd = [undefined, null, "", "yesterday", -1, 1.5, 1e300, {}, [], true];
    for (const event_ts of odd) {
      const body = aDelivery({ ...ofAccount("odd times", { uuid: String(event_ts) }), event_ts });
      expect((await send(body, signed(body))).status, String(event_ts)).toBe(200);
    }
    const kept = await rowsOf("odd times");
    expect(kept).toHaveLength(odd.length);
    expect(new Set(kept.map((row) => row.event_ts))).toEqual(new Set([null]));
  });

  test("an event that nobody here knows is kept and acknowledged", async () => {
    const body = aDelivery({ event: "phone.something_new", ...ofAccount("unknown") });
    expect((await send(body, signed(body))).status).toBe(200);
    await eventually(async () => {
      expect(await rowsOf("unknown")).toMatchObject([{ event: "phone.something_new", state: "stored" }]);
    });
  });

  test("what PostgreSQL cannot hold in text is kept all the same", async () => {
    const body =
      '{"event":"meeting.started","payload":{"account_id":"nul\\u0000","object":{"id":"1","uuid":"\\ud800"}}}';
    expect((await send(body, signed(body))).status).toBe(200);
    expect(await rowsOf("nul")).toHaveLength(1);
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
    const statuses = await refused(...bodies.map((body) => () => send(body, signed(body))));
    expect(statuses).toEqual(bodies.map(() => 400));
  });

  test("names, e-mails, topics and sessions are not in the inbox in clear", async () => {
    const participant = { user_name: "Sam Canary", email: "canary@home.example", user_id: "16778240" };
    const object = { id: "98765432100", uuid: "CanarySession==", topic: "Canary topic", participant };
    const body = aDelivery({ event: "meeting.participant_joined", ...ofAccount("at rest", object) });
    expect((await send(body, signed(body))).status).toBe(200);
    const { rows: stored } = await sql<{ text: string }>`
      select row_to_json(d)::text as text from webhook_deliveries d where account_id = 'at rest'`.execute(
      app.server.deps.db,
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
    const body = sized(mostBytes);
    expect(Buffer.byteLength(body)).toBe(mostBytes);
    expect((await send(body, signed(body))).status).toBe(200);
    const other = sized(mostBytes);
    expect((await send(chunked(other), signed(other))).status).toBe(200);
  });

  test("one byte more is refused, in one piece and in chunks without a length", async () => {
    const body = sized(mostBytes + 1);
    const headers = signed(body);
    expect(
      await refused(
        () => send(body, headers),
        () => send(chunked(body), headers),
      ),
    ).toEqual([413, 413]);
  });
});

describe("validation of the address", () => {
  const asked = (plainToken: unknown) =>
    JSON.stringify({
      event: "endpoint.url_validation",
      event_ts: 1_720_705_455_858,
      payload: { plainToken },
    });
  const plainToken = "xys8n8PGS7mAU0m5-YJjRA";

  test.each([webhookSecret, secondSecret])("is answered with the secret that signed it", async (secret) => {
    const body = asked(plainToken);
    const before = (await rows()).length;
    const response = await send(body, signed(body, { secret }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      plainToken,
      encryptedToken: createHmac("sha256", secret).update(plainToken).digest("hex"),
    });
    expect((await rows()).length).toBe(before);
  });

  test("is refused without its own signature", async () => {
    const body = asked(plainToken);
    const statuses = await refused(
      () => send(body, {}),
      () => send(body, signed(body, { secret: "another-secret" })),
      () => send(body, signed(asked("another-plain-token"))),
    );
    expect(statuses).toEqual([401, 401, 401]);
  });

  test("never signs what could be a delivery, or anything but a plain token", async () => {
    const texts = [
      `v0:${secondsFromNow(0)}:{"event":"meeting.ended"}`,
      "short",
      "z".repeat(65),
      "with a space in it",
      "",
      undefined,
      { toString: plainToken },
    ];
    for (const text of texts) {
      const body = asked(text);
      const response = await send(body, signed(body));
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain("encryptedToken");
    }
  });
});

describe("the same again", () => {
  test("copies that come at once are all acknowledged and kept once", async () => {
    const body = aDelivery(ofAccount("copies"));
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(body, signed(body))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await rowsOf("copies")).toHaveLength(1);
  });

  test("the same news in other bytes is kept and marked", async () => {
    const body = aDelivery(ofAccount("alike", { id: 98765432100, uuid: "alike" }));
    const other = JSON.stringify({ ...JSON.parse(body), received_from: "another subscription" });
    for (const each of [body, other]) expect((await send(each, signed(each))).status).toBe(200);
    const [first, second] = await rowsOf("alike");
    expect(first?.duplicate_of).toBeNull();
    expect(second?.duplicate_of).toBe(first?.id);
  });
});

test("only POST delivers", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const response = await fetch(`${app.url}/api/zoom/webhook`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  }
});

describe("while the database is away", () => {
  const database = () => new URL(app.databaseUrl).pathname.slice(1);
  const adminUrl = () => new URL("/postgres", app.databaseUrl).href;
  const allowConnections = (allowed: boolean) =>
    withAdmin(adminUrl(), async (admin) => {
      await admin.query(`alter database ${database()} allow_connections ${allowed}`);
      if (allowed) return;
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
        database(),
      ]);
    });

  test("a delivery is answered with 503, and kept when Zoom sends it again", async () => {
    const body = aDelivery(ofAccount("outage"));
    await allowConnections(false);
    try {
      expect((await send(body, signed(body))).status).toBe(503);
    } finally {
      await allowConnections(true);
    }
    expect((await send(body, signed(body))).status).toBe(200);
    expect(await rowsOf("outage")).toHaveLength(1);
  });

  test("a forged one is refused all the same", async () => {
    const body = aDelivery();
    await allowConnections(false);
    try {
      expect((await send(body, signed(body, { secret: "another-secret" }))).status).toBe(401);
    } finally {
      await allowConnections(true);
    }
  });

  test("one that hangs in the database is answered with 503 before Zoom gives up, and kept once", async () => {
    const body = aDelivery(ofAccount("hanging"));
    const client = new Client({ connectionString: app.databaseUrl });
    await client.connect();
    try {
      await client.query("begin; lock table webhook_deliveries in access exclusive mode");
      expect((await send(body, signed(body))).status).toBe(503);
    } finally {
      await client.end();
    }
    expect((await send(body, signed(body))).status).toBe(200);
    expect(await rowsOf("hanging")).toHaveLength(1);
  });
});
