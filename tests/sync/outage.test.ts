import { expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { openApp } from "../support/open-app.ts";
import { aHost } from "./a-host.ts";

test.concurrent("Zoom is away: visits are booked, moved and cancelled all the same, and Zoom follows when it is back", async () => {
  await using app = await openApp();
  const service = await app.as("service");
  const [toMove, toCancel, toMake] = [aHost(app), aHost(app), aHost(app)] as const;
  const moved = await service.meetings.create(toMove.booking());
  const cancelled = await service.meetings.create(toCancel.booking());
  await app.zoom.control.outage(true);

  const made = await service.meetings.create(toMake.booking({ waitMs: 15_000 }));
  expect(made).toMatchObject({ status: "pending", zoomMeetingId: null, appointmentStatus: "CONFIRMED" });
  const startTime = minutesFromNow(120);
  expect(await service.meetings.update({ meetingId: moved.id, startTime, duration: 45 })).toMatchObject({
    status: "scheduled",
    startTime,
    duration: 45,
  });
  expect(await service.meetings.cancel({ meetingId: cancelled.id })).toMatchObject({ status: "cancelled" });

  await app.zoom.control.outage(false);
  const row = await toMake.settled(made.id);
  expect(row).toMatchObject({ status: "scheduled" });
  expect((await toMake.alive()).map(({ id }) => id)).toEqual([row.zoom_meeting_id]);
  await toMove.settled(moved.id);
  expect(await toMove.alive()).toMatchObject([
    { startTime: startTime.toISOString().replace(".000Z", "Z"), duration: 45 },
  ]);
  await toCancel.settled(cancelled.id);
  expect(await toCancel.alive()).toEqual([]);
});

test.concurrent("without webhooks, and with every request gone before its own reconciliation, everything is still done", async () => {
  await using app = await openApp();
  const { booking, alive, settled, journal } = aHost(app);
  const { deps } = app.server;
  await app.zoom.control.drop(true);
  // Each change commits, and nobody begins the reconciliation: as in a process that dies right then.
  deps.syncNow = async () => {};
  const service = await app.as("service");
  const made = await service.meetings.create(booking({ waitMs: 0 }));
  await settled(made.id);
  await service.meetings.update({ meetingId: made.id, duration: 60 });
  await settled(made.id);
  expect(await alive()).toMatchObject([{ duration: 60 }]);
  await service.meetings.cancel({ meetingId: made.id });
  await settled(made.id);
  expect(await alive()).toEqual([]);
  expect(await journal()).toHaveLength(1);
});

test.concurrent("a service without a worker makes, moves and deletes at Zoom within the request", async () => {
  await using app = await openApp({ ROLE: "web" });
  const { booking, alive } = aHost(app);
  const service = await app.as("service");
  const made = await service.meetings.create(booking());
  expect(made).toMatchObject({ status: "scheduled" });
  await service.meetings.update({ meetingId: made.id, duration: 60 });
  expect(await alive()).toMatchObject([{ duration: 60 }]);
  await service.meetings.cancel({ meetingId: made.id });
  expect(await alive()).toEqual([]);
});

test.concurrent("a change that reaches Zoom late, after a newer one, does not survive", async () => {
  await using app = await openApp();
  const { booking, fault, journal, settled, calls } = aHost(app);
  await app.zoom.control.drop(true);
  const service = await app.as("service");
  const made = await service.meetings.create(booking());
  await fault("PATCH", { kind: "late-commit", delayMs: 3_000 });
  await service.meetings.update({ meetingId: made.id, startTime: minutesFromNow(100) });
  const startTime = minutesFromNow(200);
  await service.meetings.update({ meetingId: made.id, startTime });
  const wanted = startTime.toISOString().replace(".000Z", "Z");
  expect(await journal()).toMatchObject([{ startTime: wanted }]);

  await eventually(async () => expect(await journal()).not.toMatchObject([{ startTime: wanted }]));
  await eventually(async () => expect(await journal()).toMatchObject([{ startTime: wanted }]));
  await settled(made.id);
  expect((await calls("PATCH")).map(({ status }) => status)).toEqual([0, 204, 204, 204]);
});

test.concurrent("lists that lag behind and an answer that is lost: one meeting is referenced, the other is deleted", async () => {
  await using app = await openApp({
    ZOOM_TIMEOUT_SECONDS: "1",
    SYNC_LEASE_SECONDS: "2",
    SYNC_GRACE_SECONDS: "3",
    SWEEP_HORIZON_SECONDS: "9",
  });
  const { booking, fault, alive, journal, row } = aHost(app);
  await app.zoom.control.drop(true);
  await app.zoom.control.listLag(7_000);
  const service = await app.as("service");
  await fault("POST", { kind: "drop-after-commit" });
  const made = await service.meetings.create(booking({ waitMs: 0 }));
  await eventually(async () => expect(await journal()).toHaveLength(2));
  await eventually(async () => expect(await alive()).toHaveLength(1));
  expect((await alive()).map(({ id }) => id)).toEqual([(await row(made.id)).zoom_meeting_id]);
});

test.concurrent("a webhook about a meeting that a lost answer made shows the way to it", async () => {
  await using app = await openApp({ SYNC_GRACE_SECONDS: "60", SWEEP_HORIZON_SECONDS: "90" });
  const { booking, fault, journal, row } = aHost(app);
  const service = await app.as("service");
  await fault("POST", { kind: "late-commit", delayMs: 3_000 });
  const made = await service.meetings.create(booking({ waitMs: 0 }));
  await eventually(async () => expect(await row(made.id)).toMatchObject({ status: "scheduled" }));
  expect((await journal()).map(({ id }) => id)).toEqual([(await row(made.id)).zoom_meeting_id]);
});
