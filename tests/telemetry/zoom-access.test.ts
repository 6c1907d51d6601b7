import { expect, test } from "vitest";
import { aBooking } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { type ServiceProcess, startProcess } from "../support/start-process.ts";
import { metricOf } from "./metric-of.ts";

const rejections = ({ log }: ServiceProcess) => log().filter(({ event }) => event === "zoom-rejected");

const zoomDetails = async ({ opsUrl }: ServiceProcess) =>
  ((await (await fetch(`${opsUrl}/readyz`)).json()) as { checks: Record<string, unknown> }).checks.zoom;

test("credentials that Zoom refuses are told at the start, in a metric and in the answer's attention", async () => {
  const process = await startProcess({ ZOOM_API_SECRET: "another-secret" });
  await eventually(() =>
    expect(rejections(process)).toMatchObject([
      { code: "credentials", level: "error", message: expect.stringContaining("ZOOM_API_SECRET") },
    ]),
  );
  expect(await metricOf(process.metricsUrl, "patientcare_zoom_zoom_credentials_refused")).toBe(1);
  expect(await zoomDetails(process)).toMatchObject({
    ok: false,
    says: expect.stringContaining("ZOOM_API_SECRET"),
  });
  expect((await fetch(`${process.url}/readyz`)).status).toBe(200);
  const service = await clientOf(process.url, "service");
  const meeting = await service.meetings.create(aBooking());
  expect(meeting).toMatchObject({ attention: "zoom-credentials" });
  expect(process.log().filter(({ event }) => event === "attention-set")).toMatchObject([
    { meetingId: meeting.id, attention: "zoom-credentials" },
  ]);
});

test("each endpoint whose scope the app lacks is told at the start, with the scopes to add in both vocabularies", async () => {
  const scopes = [
    "meeting:write:meeting:admin",
    "meeting:read:meeting:admin",
    "meeting:update:meeting:admin",
  ];
  const process = await startProcess({}, (zoom) => zoom.control.setScopes(scopes));
  await eventually(() => expect(rejections(process).length).toBe(6));
  const deletion = rejections(process).find(({ endpoint }) => endpoint === "DELETE /meetings/{meetingId}");
  expect(deletion).toMatchObject({
    code: "scopes",
    scopes: "meeting:delete:meeting:admin or meeting:delete:meeting or meeting:write:admin or meeting:write",
  });
  expect(await zoomDetails(process)).toMatchObject({
    ok: false,
    says: expect.stringContaining("lacks a scope"),
  });
  const labels = { endpoint: "DELETE /meetings/{meetingId}" };
  expect(await metricOf(process.metricsUrl, "patientcare_zoom_zoom_scopes_missing", labels)).toBe(1);
});

test("with all that it needs nothing is told", async () => {
  const process = await startProcess();
  const service = await clientOf(process.url, "service");
  await service.meetings.create(aBooking());
  expect(rejections(process)).toEqual([]);
  expect(await zoomDetails(process)).toMatchObject({
    ok: true,
    says: expect.stringMatching(/last good call \d+ s ago/),
  });
});
