import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { aDelivery, deliver, signed } from "../webhooks/deliver.ts";
import { anOldMeeting, archive } from "./archived-meeting.ts";
import { countRows, wholeContent } from "./whole-content.ts";

let app: OpenApp;
let service: ZoomClient;
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
});
afterAll(() => app.close());

const send = async (body: string) => expect((await deliver(app.url, body, signed(body))).status).toBe(200);
const statesOf = async (zoomMeetingId: string) => {
  const rows = await app.server.deps.db
    .selectFrom("webhook_deliveries")
    .select("state")
    .where("zoom_meeting_id", "=", zoomMeetingId)
    .execute();
  return rows.map(({ state }) => state);
};
const lateDelivery = (zoomMeetingId: string, event: string) =>
  aDelivery({
    event,
    payload: {
      account_id: "account",
      object: {
        id: zoomMeetingId,
        uuid: `late ${zoomMeetingId}`,
        start_time: minutesFromNow(-60).toISOString(),
      },
    },
  });

test("news of an archived meeting is stored and has no effect, also when the same bytes come twice", async () => {
  const { meeting } = await anOldMeeting(app, "missed");
  const { db } = app.server.deps;
  const id = meeting.zoomMeetingId ?? "";
  await archive(app, meeting.id);
  const before = await wholeContent(db);
  const archived = await countRows(db, "_archive");
  for (const event of ["meeting.started", "meeting.ended", "meeting.created", "meeting.deleted"]) {
    const body = lateDelivery(id, event);
    await send(body);
    await send(body);
  }
  // And what Zoom tells of the deletion that follows the archiving.
  await eventually(async () => expect(await statesOf(id)).toEqual(Array(5).fill("stored")));
  const untold = ({ webhook_deliveries, zoom_attempts, ...content }: Record<string, unknown>) => content;
  expect(untold(await wholeContent(db))).toEqual(untold(before));
  expect(untold(await countRows(db, "_archive"))).toEqual(untold(archived));
  expect(await service.meetings.get({ meetingId: meeting.id })).toEqual(meeting);
});

test("the same bytes as an archived delivery do not keep its meeting from coming back", async () => {
  const { booking, meeting } = await anOldMeeting(app, "missed");
  const id = meeting.zoomMeetingId ?? "";
  const early = lateDelivery(id, "meeting.updated");
  await send(early);
  await eventually(async () => expect(await statesOf(id)).not.toContain("received"));
  await archive(app, meeting.id);
  await send(early);
  await eventually(async () => expect(new Set(await statesOf(id))).toEqual(new Set(["stored"])));
  const revived = await service.meetings.create({ ...booking, startTime: minutesFromNow(10) });
  expect(revived).toMatchObject({ id: meeting.id, status: "scheduled" });
  const copies = await app.server.deps.db
    .selectFrom("webhook_deliveries")
    .select("state")
    .where("body_hash", "=", app.server.deps.encryption.keyedHash("delivery-body", early))
    .execute();
  expect(copies).toEqual([{ state: "applied" }]);
});
