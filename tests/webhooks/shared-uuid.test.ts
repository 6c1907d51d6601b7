import { expect, test } from "vitest";
import { openApp } from "../support/open-app.ts";
import { apply, bookVisit, deliveryBody, receive } from "./booked-visit.ts";

test("two meetings whose news name the same uuid keep a session each", async () => {
  await using app = await openApp({ ROLE: "web" });
  await app.zoom.control.drop(true);
  const visits = [await bookVisit(app), await bookVisit(app)];
  for (const visit of visits) {
    const body = deliveryBody(visit, { kind: "started", session: "shared", minute: 1 });
    await receive(app, body.replace(`shared of ${visit.zoomMeetingId}`, "shared"));
  }
  await apply(app);
  const admin = await app.as("admin");
  for (const { meetingId } of visits) {
    const { transitions } = await admin.lifecycle.history({ meetingId });
    expect(transitions.at(-1)).toMatchObject({ to: "started", source: "zoom" });
  }
});
