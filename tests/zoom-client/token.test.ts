import { expect, test } from "vitest";
import { aMeeting } from "./a-meeting.ts";
import { hang, json, startZoom, text } from "./start-zoom.ts";

const stale = json(401, { code: 124, message: "Access token is expired." });
const meeting = json(200, aMeeting());

test("the token is asked for with the credentials in the header and the parameters in the body", async () => {
  const { client, tokenRequests } = await startZoom({ answers: [meeting] });
  await client.getMeeting("1");
  expect(tokenRequests).toMatchObject([
    {
      method: "POST",
      url: "/oauth/token",
      authorization: `Basic ${Buffer.from("client-id:client-secret").toString("base64")}`,
      contentType: "application/x-www-form-urlencoded",
      body: "grant_type=account_credentials&account_id=account-id",
    },
  ]);
});

test("many calls at once share one token", async () => {
  const { client, tokenRequests, requests } = await startZoom({ answers: [meeting] });
  await Promise.all(Array.from({ length: 20 }, () => client.getMeeting("1")));
  await client.getMeeting("1");
  expect(tokenRequests).toHaveLength(1);
  expect(requests).toHaveLength(21);
});

test.each([124, 201])("a call refused with 401/%d is made once more with a new token", async (code) => {
  const { client, tokenRequests, requests } = await startZoom({
    answers: [json(401, { code, message: "Invalid access token." }), json(201, aMeeting())],
  });
  await client.createMeeting("host", { topic: "Online visit" });
  expect(tokenRequests).toHaveLength(2);
  expect(requests.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
});

test("a second 401 is a refusal, and there is no third call", async () => {
  const { client, requests } = await startZoom({ answers: [stale] });
  await expect(client.updateMeeting("1", {})).rejects.toMatchObject({
    failure: { kind: "rejected", status: 401, code: 124 },
  });
  expect(requests).toHaveLength(2);
});

test("calls that are refused together renew the token once", async () => {
  const { client, tokenRequests } = await startZoom({
    answers: [
      (response, request) =>
        (request.authorization === "Bearer token-1" ? stale : meeting)(response, request),
    ],
  });
  await Promise.all(Array.from({ length: 10 }, () => client.getMeeting("1")));
  expect(tokenRequests).toHaveLength(2);
});

test("an ageing token is renewed while it still serves, a spent one before the call", async () => {
  let now = new Date("2026-03-09T14:00:00Z");
  const { client, tokenRequests, requests } = await startZoom({
    answers: [meeting],
    options: { now: () => now },
  });
  await client.getMeeting("1");

  now = new Date("2026-03-09T14:56:00Z");
  await client.getMeeting("1");
  await expect.poll(() => tokenRequests.length, { interval: 5 }).toBe(2);

  now = new Date("2026-03-09T15:56:00Z");
  await client.getMeeting("1");
  expect(requests.map(({ authorization }) => authorization)).toEqual([
    "Bearer token-1",
    "Bearer token-1",
    "Bearer token-3",
  ]);
});

test("while renewing fails, an ageing token goes on serving", async () => {
  let now = new Date("2026-03-09T14:00:00Z");
  const { client, tokenRequests } = await startZoom({
    token: (issued) => (issued === 1 ? json(200, { access_token: "t", expires_in: 3600 }) : text(503, "")),
    answers: [meeting],
    options: { now: () => now },
  });
  await client.getMeeting("1");
  now = new Date("2026-03-09T14:56:00Z");
  await client.getMeeting("1");
  await expect.poll(() => tokenRequests.length, { interval: 5 }).toBe(2);
  await expect(client.getMeeting("1")).resolves.toMatchObject({ id: "97763643886" });
});

test("wrong credentials are a refusal, and nothing reaches the API", async () => {
  const { client, requests } = await startZoom({
    token: () => json(400, { reason: "Invalid client_id or client_secret", error: "invalid_client" }),
  });
  await expect(client.deleteMeeting("1")).rejects.toMatchObject({
    failure: { kind: "rejected", status: 400, code: "credentials" },
  });
  expect(requests).toHaveLength(0);
});

test("a token endpoint that is down makes a change surely not done", async () => {
  const { client, requests } = await startZoom({ token: () => text(503, "busy") });
  await expect(client.createMeeting("host", { topic: "t" })).rejects.toMatchObject({
    failure: { kind: "unavailable" },
  });
  expect(requests).toHaveLength(0);
});

test("an impatient call gives up waiting for the token without taking it from the others", async () => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { client, tokenRequests } = await startZoom({
    token: (issued) => async (response, request) => {
      await released;
      json(200, { access_token: `token-${issued}`, expires_in: 3600 })(response, request);
    },
    answers: [meeting],
  });
  const [impatient, patient] = await Promise.allSettled([
    client.createMeeting("host", { topic: "t" }, { deadline: 20 }).finally(release),
    client.getMeeting("1"),
  ]);
  expect(impatient).toMatchObject({ status: "rejected", reason: { failure: { kind: "unavailable" } } });
  expect(patient.status).toBe("fulfilled");
  expect(tokenRequests).toHaveLength(1);
});

test("a hanging token endpoint is an outage after the timeout", async () => {
  const { client } = await startZoom({ token: () => hang, options: { timeoutMs: 60 } });
  await expect(client.createMeeting("host", { topic: "t" })).rejects.toMatchObject({
    failure: { kind: "unavailable" },
  });
});

test("the address in the token answer is not used", async () => {
  const { client, requests } = await startZoom({
    token: () => json(200, { access_token: "t", expires_in: 3600, api_url: "http://127.0.0.1:9" }),
    answers: [meeting],
  });
  await client.getMeeting("1");
  expect(requests).toHaveLength(1);
});
