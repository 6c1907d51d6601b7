import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { webhookSecret } from "../support/test-sandbox.ts";
import { aDelivery, type Headers, ofAccount, secondsFromNow, signed } from "./deliver.ts";
import { type Inbox, openInbox, secondSecret } from "./open-inbox.ts";

let inbox: Inbox;
beforeAll(async () => {
  inbox = await openInbox();
});
afterAll(() => inbox.app.close());

describe("who may deliver", () => {
  test("a signed delivery is kept and acknowledged", async () => {
    const body = aDelivery(ofAccount("good"));
    const response = await inbox.send(body, signed(body));
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ success: true });
    expect(await inbox.rowsOf("good")).toHaveLength(1);
  });

  test("each active secret signs", async () => {
    const body = aDelivery(ofAccount("rotated"));
    expect((await inbox.send(body, signed(body, { secret: secondSecret }))).status).toBe(200);
    expect(await inbox.rowsOf("rotated")).toHaveLength(1);
  });

  test("a wrong secret, an empty one and a list of both are refused", async () => {
    const body = aDelivery();
    const secrets = ["another-secret", "", `${webhookSecret}, ${secondSecret}`];
    const requests = secrets.map((secret) => () => inbox.send(body, signed(body, { secret })));
    expect(await inbox.refused(...requests)).toEqual([401, 401, 401]);
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
    const statuses = await inbox.refused(...odd.map((headers) => () => inbox.send(body, headers)));
    expect(statuses).toEqual(odd.map(() => 401));
  });

  test("a timestamp that is no plain number is refused, although its signature fits", async () => {
    const body = aDelivery();
    const odd = ["", "now", "1e9", `${secondsFromNow(0)}.5`, `${secondsFromNow(0)}:`, `${Date.now()}`];
    const statuses = await inbox.refused(
      ...odd.map((timestamp) => () => inbox.send(body, signed(body, { timestamp }))),
    );
    expect(statuses).toEqual(odd.map(() => 401));
  });

  test("one that is too old or from the future is refused; Zoom's last retry is not", async () => {
    const body = aDelivery(ofAccount("retried"));
    const sent = (seconds: number) => () =>
      inbox.send(body, signed(body, { timestamp: secondsFromNow(seconds) }));
    expect(await inbox.refused(sent(-7_260), sent(360))).toEqual([401, 401]);
    expect((await sent(-86 * 60)()).status).toBe(200);
    expect((await sent(240)()).status).toBe(200);
    expect(await inbox.rowsOf("retried")).toHaveLength(1);
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
    expect(await inbox.refused(() => inbox.send(inner, headers))).toEqual([401]);
  });
});
