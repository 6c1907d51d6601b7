import { randomUUID } from "node:crypto";
import { createZoomClient, isZoomError, ZoomServiceError } from "@patientcare/zoom-sdk";
import { appRouter } from "@patientcare/zoom-server/routers/index.ts";
import { expect, test } from "vitest";
import { procedures } from "../../sdk/src/service/procedures.ts";
import { aBooking } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";

test("Dates go in and come out as Dates, and refusals say why", async () => {
  const { as, url } = await startApp();
  const service = await as("service");
  const booking = aBooking();
  const meeting = await service.meetings.create(booking);
  for (const at of [meeting.startTime, meeting.createdAt, meeting.updatedAt]) expect(at).toBeInstanceOf(Date);
  expect(meeting.startTime).toEqual(booking.startTime);
  const listed = await service.meetings.list({ from: booking.startTime });
  expect(listed.items.map(({ id, startTime }) => [id, startTime])).toEqual([[meeting.id, booking.startTime]]);
  expect(await service.trpc.meetings.get.query({ meetingId: meeting.id })).toEqual(meeting);

  const invalid = await service.meetings
    .create(aBooking({ duration: 5, hostEmail: "nobody" }))
    .catch((e) => e);
  if (!isZoomError(invalid, "VALIDATION_ERROR")) throw invalid;
  expect(invalid).toBeInstanceOf(ZoomServiceError);
  expect(invalid.data).toMatchObject({ httpStatus: 400, path: "meetings.create" });
  expect(invalid.data?.issues?.map(({ path }) => path).sort()).toEqual(["duration", "hostEmail"]);

  const missing = await service.meetings.get({ meetingId: randomUUID() }).catch((e) => e);
  expect(isZoomError(missing, "MEETING_NOT_FOUND")).toBe(true);
  expect(isZoomError(missing, "SLOT_TAKEN")).toBe(false);
  expect(isZoomError(new Error("of somebody else's"))).toBe(false);

  const stranger = createZoomClient({ baseUrl: url, token: "not-a-token" });
  expect(isZoomError(await stranger.stats.overview().catch((e) => e), "UNAUTHENTICATED")).toBe(true);
});

test("every procedure of the service is a method of the client, of the same kind", () => {
  const served: Record<string, { _def: { type: string } }> = Object(appRouter._def.procedures);
  const ofService = Object.entries(served).map(([path, procedure]) => [path, procedure._def.type]);
  const ofClient = Object.entries(procedures).flatMap(([router, kinds]) =>
    Object.entries(kinds).map(([name, kind]) => [
      `${router}.${name}`,
      kind === "repeatable" ? "mutation" : kind,
    ]),
  );
  expect(ofClient.sort()).toEqual(ofService.sort());
});
