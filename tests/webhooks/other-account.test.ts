import { afterAll, beforeAll, expect, test } from "vitest";
import { type OpenApp, openApp } from "../support/open-app.ts";
import { apply, bookVisit, deliveryBody, receive, type VisitDelivery } from "./booked-visit.ts";
import { aDelivery } from "./deliver.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp({ ROLE: "web" });
});
afterAll(() => app.close());

const began: VisitDelivery = { kind: "started", session: "one", minute: 1 };
const ofAccount = (body: string, account_id: string | undefined) => {
  const delivery = JSON.parse(body);
  return JSON.stringify({ ...delivery, payload: { ...delivery.payload, account_id } });
};
const statesOf = (accountId: string) =>
  app.server.deps.db
    .selectFrom("webhook_deliveries")
    .select("state")
    .where("account_id", "=", accountId)
    .execute();

const counted = async () => (await app.server.deps.metrics.foreignDeliveries.get()).values[0]?.value;

test("a delivery of another Zoom account is stored, counted and never applied, one of ours or of none is applied", async () => {
  const admin = await app.as("admin");
  const visit = await bookVisit(app);
  const status = async () => (await admin.meetings.get({ meetingId: visit.meetingId })).status;
  await receive(app, ofAccount(deliveryBody(visit, began), "another"));
  await receive(app, ofAccount(aDelivery(), "another"));
  await apply(app);
  expect(await status()).toBe("scheduled");
  expect(await statesOf("another")).toEqual([{ state: "stored" }, { state: "stored" }]);
  expect(await counted()).toBe(2);

  await receive(app, ofAccount(deliveryBody(visit, began), undefined));
  await apply(app);
  expect(await status()).toBe("started");
  const history = await admin.lifecycle.history({ meetingId: visit.meetingId });
  await receive(app, ofAccount(deliveryBody(visit, { ...began, kind: "ended", minute: 3 }), "another"));
  await apply(app);
  expect(await admin.lifecycle.history({ meetingId: visit.meetingId })).toEqual(history);

  const other = await bookVisit(app);
  await receive(app, deliveryBody(other, began));
  await apply(app);
  expect((await admin.meetings.get({ meetingId: other.meetingId })).status).toBe("started");
  expect(await counted()).toBe(3);
});
