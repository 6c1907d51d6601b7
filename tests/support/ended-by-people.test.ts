import { expect, test } from "vitest";
import { aVisit } from "../links/a-visit.ts";
import { zoomIdOf } from "../visit/follow.ts";
import { requireEndedByPeople } from "./ended-by-people.ts";
import { openApp } from "./open-app.ts";

test("a call that ends a running meeting without a person's word is found, also after the calls were cleared", async () => {
  await using app = await openApp();
  const { deps } = app.server;
  const meeting = await aVisit(app);
  const check = () => requireEndedByPeople(deps.db, app.zoom.control);
  await app.zoom.control.start(zoomIdOf(meeting));
  await deps.zoom.endMeeting(zoomIdOf(meeting));
  await app.zoom.control.clearCalls();
  await expect(check()).rejects.toThrow(`ended the running Zoom meeting ${zoomIdOf(meeting)}`);
  // The platform's word is nobody's.
  const service = await app.as("service");
  await service.meetings.cancel({ meetingId: meeting.id });
  await expect(check()).rejects.toThrow("no person had cancelled or ended that visit");
  const { appointmentId, startTime, duration, hostEmail, topic } = meeting;
  await service.meetings.create({ appointmentId, startTime, duration, hostEmail, topic });
  await (await app.as("staff")).meetings.cancel({ meetingId: meeting.id });
  await check();
});
