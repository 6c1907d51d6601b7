import type { ZoomClient } from "@patientcare/zoom-sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessRows } from "../links/access-rows.ts";
import { pass, visitLink } from "../links/visit-a-link.ts";
import { callRest } from "../rest/call-rest.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { refusalOf } from "../support/refusal-of.ts";
import { anOldMeeting, archive, isArchived, type OldMeeting } from "./archived-meeting.ts";

const statuses = ["ended", "cancelled", "missed"] as const;

let app: OpenApp;
let service: ZoomClient;
/** One of each status, in that order: read before, and archived since. */
let old: OldMeeting[];
let before: Awaited<ReturnType<typeof readAll>>;
beforeAll(async () => {
  app = await openApp(unhurried);
  service = await app.as("service");
  old = await Promise.all(statuses.map((status) => anOldMeeting(app, status)));
  before = await readAll();
  for (const { meeting } of old) await archive(app, meeting.id);
});
afterAll(() => app.close());

/** Without those of this process, which count the calls meanwhile. */
const figuresOf = ({
  responseTimes: _,
  errorsByReason: __,
  ...figures
}: Awaited<ReturnType<ZoomClient["stats"]["overview"]>>) => figures;

const rest = async (path: string) => (await callRest(app, "service", "GET", path)).body;

const readAll = async () => ({
  overview: figuresOf(await service.stats.overview({})),
  meetings: await Promise.all(
    old.map(async ({ meeting: { id: meetingId, appointmentId } }) => ({
      byId: await service.meetings.get({ meetingId }),
      byAppointment: await service.meetings.getByAppointment({ appointmentId }),
      history: await service.lifecycle.history({ meetingId }),
      visit: await service.visits.get({ meetingId }),
      rest: await rest(`/meetings/${meetingId}`),
      restByAppointment: await rest(`/meetings/appointment/${appointmentId}`),
    })),
  ),
});

test("an archived meeting reads as before, in every way; only the list leaves it out", async () => {
  expect(before.meetings.map(({ byId }) => byId.status)).toEqual(statuses);
  expect(before.meetings.every(({ history }) => history.transitions.length > 1)).toBe(true);
  expect(await readAll()).toEqual(before);
  expect(await rest(`/meetings/${old[2]?.meeting.zoomMeetingId}`)).toEqual(before.meetings[2]?.rest);
  expect((await service.meetings.list({})).items).toEqual([]);
});

test("who may not see a meeting may not see it in the archive either", async () => {
  const [{ booking, meeting } = { booking: { hostEmail: "" }, meeting: { id: "", appointmentId: "" } }] = old;
  const doctor = await app.as({ role: "doctor", sub: "its-doctor", email: booking.hostEmail });
  const other = await app.as("otherDoctor");
  const lookup = { meetingId: meeting.id };
  expect(await doctor.meetings.get(lookup)).toEqual(meeting);
  const refusals = await Promise.all(
    [
      other.meetings.get(lookup),
      other.meetings.getByAppointment({ appointmentId: meeting.appointmentId }),
      other.lifecycle.history(lookup),
      other.visits.get(lookup),
      other.meetings.cancel(lookup),
      other.links.get({ ...lookup, role: "host" }),
      other.links.revoke({ ...lookup, role: "host" }),
    ].map(async (call) => (await refusalOf(call))?.reason),
  );
  expect(refusals).toEqual(Array(7).fill("MEETING_NOT_FOUND"));
});

test("verbs do to an archived meeting what the status table says, and leave it where it is", async () => {
  const admin = await app.as("admin");
  const refused = async (call: Promise<unknown>) => (await refusalOf(call))?.reason ?? "done";
  const illegal = "ILLEGAL_TRANSITION";
  for (const { meeting } of old) {
    const lookup = { meetingId: meeting.id };
    expect({
      status: meeting.status,
      update: await refused(admin.meetings.update({ ...lookup, duration: 45 })),
      retry: await refused(admin.meetings.retry(lookup)),
      start: await refused(admin.lifecycle.start(lookup)),
      end: await refused(admin.lifecycle.end(lookup)),
      link: await refused(admin.links.get({ ...lookup, role: "participant" })),
      cancel: meeting.status === "missed" ? null : await refused(admin.meetings.cancel(lookup)),
    }).toEqual({
      status: meeting.status,
      update: illegal,
      retry: illegal,
      start: illegal,
      end: meeting.status === "ended" ? "done" : illegal,
      link: "LINK_EXPIRED",
      cancel: { ended: illegal, cancelled: "done" }[meeting.status as string] ?? null,
    });
    expect(await isArchived(app, meeting.id)).toBe(true);
    expect(await service.meetings.get(lookup)).toEqual(meeting);
  }
});

test("a link that was handed out still says that the visit is over, and leads nowhere", async () => {
  for (const { meeting, link } of old) {
    const state = meeting.status === "cancelled" ? "cancelled" : "over";
    expect(await visitLink(link)).toMatchObject({ status: 200, state });
    expect(await pass(link)).toMatchObject({ status: 410, location: null });
    const rows = await accessRows(app, meeting.id);
    expect(rows.at(-1)).toMatchObject({
      action: "links.redirect",
      decision: "refused",
      reason: "LINK_EXPIRED",
    });
  }
});
