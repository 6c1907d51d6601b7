import { expect, test } from "vitest";
import { aMeeting } from "./a-meeting.ts";
import { json, noContent, startZoom } from "./start-zoom.ts";

test("a meeting is created for a host named by e-mail", async () => {
  const { client, requests } = await startZoom({ answers: [json(201, aMeeting())] });
  const meeting = await client.createMeeting("doctor+a@clinic.example", { topic: "Online visit", type: 2 });

  expect(meeting).toMatchObject({ id: "97763643886", password: "a1B2c3", settings: { waiting_room: true } });
  expect(requests).toMatchObject([
    {
      method: "POST",
      url: "/v2/users/doctor%2Ba%40clinic.example/meetings",
      authorization: "Bearer token-1",
      contentType: "application/json",
      body: '{"topic":"Online visit","type":2}',
    },
  ]);
});

test("links of the configured host are good, whatever its name", async () => {
  const joinUrl = (host: string | undefined) => `http://${host?.replace("127.0.0.1", "localhost")}/j/1`;
  const { client } = await startZoom({
    answers: [
      (response, request) => json(200, aMeeting({ join_url: joinUrl(request.host) }))(response, request),
    ],
  });
  expect((await client.getMeeting("97763643886")).joinUrl).toMatch(/^http:\/\/localhost:\d+\/j\/1$/);
});

test("changing, deleting and ending a meeting answer nothing", async () => {
  const { client, requests } = await startZoom({ answers: [noContent] });
  await expect(client.updateMeeting("1", { duration: 45 })).resolves.toBeUndefined();
  await expect(client.deleteMeeting("1")).resolves.toBeUndefined();
  await expect(client.endMeeting("1")).resolves.toBeUndefined();
  expect(requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ["PATCH", "/v2/meetings/1", '{"duration":45}'],
    ["DELETE", "/v2/meetings/1?schedule_for_reminder=false", ""],
    ["PUT", "/v2/meetings/1/status", '{"action":"end"}'],
  ]);
});

test("a list brings every page, and asks for each in the same way", async () => {
  const { client, requests } = await startZoom({
    answers: [
      json(200, { meetings: [aMeeting({ id: 1 }), aMeeting({ id: 2 })], next_page_token: "a+b" }),
      json(200, { meetings: [aMeeting({ id: "3" })], next_page_token: "" }),
    ],
  });
  const meetings = await client.listMeetings("host", { type: "live" });
  expect(meetings.map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(meetings[0]?.createdAt).toEqual(new Date("2026-03-09T14:00:00Z"));
  expect(requests.map(({ url }) => url)).toEqual([
    "/v2/users/host/meetings?type=live&page_size=300",
    "/v2/users/host/meetings?type=live&page_size=300&next_page_token=a%2Bb",
  ]);
});

test("a list of which one page fails is no list", async () => {
  const { client } = await startZoom({
    answers: [json(200, { meetings: [aMeeting()], next_page_token: "a" }), json(500, {})],
  });
  await expect(client.listMeetings("host")).rejects.toMatchObject({ failure: { kind: "unavailable" } });
});

test("a UUID with slashes goes onto the wire encoded twice", async () => {
  const { client, requests } = await startZoom({
    answers: [json(200, { ...aMeeting(), end_time: "2026-03-10T09:25:00Z", participants_count: 2 })],
  });
  const past = await client.getPastMeeting("/abc//d==");
  expect(requests[0]?.url).toBe("/v2/past_meetings/%252Fabc%252F%252Fd%253D%253D");
  expect(past).toMatchObject({ endTime: new Date("2026-03-10T09:25:00Z"), participantsCount: 2 });
});

test("past instances and participants are read", async () => {
  const { client } = await startZoom({
    answers: [
      json(200, { meetings: [{ uuid: "u==", start_time: "2026-03-10T09:00:00Z" }] }),
      json(200, {
        participants: [
          { id: "", user_id: 16778240, user_email: "", join_time: "2026-03-10T09:00:00Z", duration: 60 },
        ],
        next_page_token: "b",
      }),
      json(200, { participants: [{ id: "zoom-user", name: "Jill" }] }),
    ],
  });
  expect(await client.listPastInstances("1")).toEqual([
    { uuid: "u==", startTime: new Date("2026-03-10T09:00:00Z") },
  ]);
  expect(await client.listPastParticipants("u==")).toEqual([
    { userId: "16778240", joinTime: new Date("2026-03-10T09:00:00Z"), durationSeconds: 60 },
    { id: "zoom-user", name: "Jill" },
  ]);
});

test("a user is found by e-mail", async () => {
  const user = { id: "zJKyaiAyTNC-MWjiWC18KQ", email: "jchill@example.com", type: 2 };
  const { client, requests } = await startZoom({ answers: [json(200, { ...user, dept: "x" })] });
  expect(await client.getUser("jchill@example.com")).toEqual(user);
  expect(requests[0]?.url).toBe("/v2/users/jchill%40example.com");
});

test("calls are observed by template, with Zoom's tracking id", async () => {
  const { client, observed } = await startZoom({
    answers: [
      json(404, { code: 3001, message: "Meeting does not exist: 1." }, { "x-zm-trackingid": "v=2.0;rid=A" }),
    ],
  });
  await expect(client.getMeeting("1")).rejects.toThrow();
  expect(observed).toMatchObject([
    { endpoint: "POST /oauth/token", outcome: "ok" },
    { endpoint: "GET /meetings/{meetingId}", outcome: "not-found", trackingId: "v=2.0;rid=A" },
  ]);
});
