import { createHmac } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webhookSecret } from "../support/test-sandbox.ts";
import { withAdmin } from "../support/with-admin.ts";
import { aDelivery, ofAccount, secondsFromNow, signed } from "./deliver.ts";
import { type Inbox, openInbox, secondSecret } from "./open-inbox.ts";

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

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
    const before = (await inbox.rows()).length;
    const response = await inbox.send(body, signed(body, { secret }));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      plainToken,
      encryptedToken: createHmac("sha256", secret).update(plainToken).digest("hex"),
    });
    expect((await inbox.rows()).length).toBe(before);
  });

  test("is refused without its own signature", async () => {
    const body = asked(plainToken);
    const statuses = await inbox.refused(
      () => inbox.send(body, {}),
      () => inbox.send(body, signed(body, { secret: "another-secret" })),
      () => inbox.send(body, signed(asked("another-plain-token"))),
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
      const response = await inbox.send(body, signed(body));
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain("encryptedToken");
    }
  });
});

test("only POST delivers", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const response = await fetch(`${inbox.app.url}/api/zoom/webhook`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  }
});

describe("while the database is away", () => {
  const database = () => new URL(inbox.app.databaseUrl).pathname.slice(1);
  const adminUrl = () => new URL("/postgres", inbox.app.databaseUrl).href;
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
      expect((await inbox.send(body, signed(body))).status).toBe(503);
    } finally {
      await allowConnections(true);
    }
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    expect(await inbox.rowsOf("outage")).toHaveLength(1);
  });

  test("a forged one is refused all the same", async () => {
    const body = aDelivery();
    await allowConnections(false);
    try {
      expect((await inbox.send(body, signed(body, { secret: "another-secret" }))).status).toBe(401);
    } finally {
      await allowConnections(true);
    }
  });

  test("one that hangs in the database is answered with 503 before Zoom gives up, and kept once", async () => {
    const body = aDelivery(ofAccount("hanging"));
    const client = new Client({ connectionString: inbox.app.databaseUrl });
    await client.connect();
    try {
      await client.query("begin; lock table webhook_deliveries in access exclusive mode");
      expect((await inbox.send(body, signed(body))).status).toBe(503);
    } finally {
      await client.end();
    }
    expect((await inbox.send(body, signed(body))).status).toBe(200);
    expect(await inbox.rowsOf("hanging")).toHaveLength(1);
  });
});
