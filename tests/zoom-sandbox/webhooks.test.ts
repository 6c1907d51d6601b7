import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { openReceiver, type Received } from "./open-receiver.ts";
import { account, openSandbox } from "./open-sandbox.ts";

function signatureOf({ headers, body }: Received): string {
  const timestamp = String(headers["x-zm-request-timestamp"]);
  const message = Buffer.concat([Buffer.from(`v0:${timestamp}:`), body]);
  return `v0=${createHmac("sha256", account.webhookSecret).update(message).digest("hex")}`;
}

async function openBoth({ timeScale = 1 } = {}) {
  const receiver = await openReceiver();
  const sandbox = await openSandbox({ webhookUrl: receiver.url, timeScale });
  return { receiver, ...sandbox };
}

test("the signature covers the bytes as sent, with emoji escaped and other letters raw", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  await createMeeting({ topic: "Müller’s visit 🚒" });
  await control.flush();
  const [delivery] = receiver.received;
  const text = delivery?.body.toString() ?? "";
  expect(text).toContain("Müller’s visit \\uD83D\\uDE92");
  expect(JSON.stringify(JSON.parse(text))).not.toBe(text);
  expect(delivery?.headers["x-zm-signature"]).toBe(delivery && signatureOf(delivery));
  expect(delivery?.headers["x-zm-request-timestamp"]).toMatch(/^\d{10}$/);
  expect(delivery?.headers["user-agent"]).toBe("Zoom Marketplace/1.0a");
});

test("create, update, delete and recover each send their event with a numeric id", async () => {
  const { receiver, call, control, createMeeting } = await openBoth();
  const { id } = await createMeeting();
  await call("PATCH", `/meetings/${id}`, { topic: "New", settings: { waiting_room: true } });
  await call("DELETE", `/meetings/${id}`);
  await call("PUT", `/meetings/${id}/status`, { action: "recover" });
  await control.flush();
  expect(receiver.events()).toEqual([
    "meeting.created",
    "meeting.updated",
    "meeting.deleted",
    "meeting.recovered",
  ]);
  expect(receiver.payload("meeting.created")).toMatchObject({ operation: "single", object: { id } });
  expect(receiver.payload("meeting.updated")).toMatchObject({
    scope: "single",
    object: { id, topic: "New", settings: { waiting_room: true } },
    old_object: { id, topic: "Visit", settings: { waiting_room: false } },
  });
});

test("a visit's events carry the id as a string and name who joined and left", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  const { id, host_id } = await createMeeting();
  await control.start(id);
  const waiting = await control.waitingRoom(id, { name: "Ann" });
  const ann = await control.admit(id, waiting.userId);
  await control.end(id);
  await control.flush();
  expect(receiver.events().slice(1)).toEqual([
    "meeting.started",
    "meeting.participant_joined",
    "meeting.participant_joined_waiting_room",
    "meeting.participant_admitted",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.participant_left",
    "meeting.ended",
  ]);
  expect(receiver.payload("meeting.started").object).toMatchObject({ id: String(id), host_id });
  expect(receiver.payload("meeting.participant_joined").object?.participant).toMatchObject({ id: host_id });
  expect(receiver.payload("meeting.participant_left").object?.participant).toMatchObject({
    leave_reason: "doctor left the meeting.<br>Reason: Host ended the meeting.",
  });
  expect(ann.participantUuid).toBe(waiting.participantUuid);
  expect(ann.userId).not.toBe(waiting.userId);
});

test("a 5xx is tried again after 5, 20 and 60 minutes, then given up", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  receiver.statuses = [500, 502, 503, 504];
  await createMeeting();
  await control.flush();
  const tries = [receiver.received.length];
  for (const minutes of [4.9, 0.2, 20, 60, 600]) {
    await control.advanceClock(minutes * 60_000);
    await control.flush();
    tries.push(receiver.received.length);
  }
  const [delivery] = await control.deliveries();
  const stamps = receiver.received.map(({ headers }) => headers["x-zm-request-timestamp"]);
  expect(tries).toEqual([1, 1, 2, 3, 4, 4]);
  expect(delivery).toMatchObject({ event: "meeting.created", status: "given-up" });
  expect(new Set(stamps).size).toBe(4);
  expect(new Set(receiver.received.map(({ body }) => body.toString())).size).toBe(1);
});

test.each([302, 401, 404, 429])("a %i is never tried again", async (status) => {
  const { receiver, control, createMeeting } = await openBoth({ timeScale: 0 });
  receiver.statuses = [status];
  await createMeeting();
  await control.flush();
  expect(receiver.received).toHaveLength(1);
  expect(await control.deliveries()).toMatchObject([{ status: "rejected", tries: [{ status }] }]);
});

test("paused deliveries can resume shuffled and twice", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  await control.pause();
  const { id } = await createMeeting();
  await control.start(id);
  await control.end(id);
  await control.flush();
  expect(receiver.received).toHaveLength(0);
  await control.resume({ shuffle: true, duplicate: 2 });
  await control.flush();
  expect(receiver.events().toSorted()).toEqual(
    ["created", "ended", "participant_joined", "participant_left", "started"]
      .flatMap((name) => [`meeting.${name}`, `meeting.${name}`])
      .toSorted(),
  );
});

test("dropped deliveries never arrive", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  await control.drop(true);
  await createMeeting();
  await control.drop(false);
  await control.flush();
  expect(receiver.received).toHaveLength(0);
  expect(await control.deliveries()).toMatchObject([{ event: "meeting.created", status: "dropped" }]);
});

test("a custom event is sent signed, and its status is returned", async () => {
  const { receiver, control } = await openBoth();
  receiver.statuses = [204];
  const object = { id: 81234567890, uuid: "x" };
  const sent = await control.sendEvent({
    event: "meeting.alert",
    payload: { object },
    eventTs: 5,
    idAs: "string",
  });
  const [delivery] = receiver.received;
  expect(sent).toEqual({ status: 204 });
  expect(JSON.parse(String(delivery?.body))).toEqual({
    event: "meeting.alert",
    payload: { account_id: "account", object: { id: "81234567890", uuid: "x" } },
    event_ts: 5,
  });
  expect(delivery?.headers["x-zm-signature"]).toBe(delivery && signatureOf(delivery));
});

test("the URL challenge is passed only with the right answer", async () => {
  const { receiver, control } = await openBoth();
  receiver.answer = (body) => {
    const { plainToken } = JSON.parse(body.toString()).payload;
    return JSON.stringify({ plainToken, encryptedToken: "0".repeat(64) });
  };
  const wrong = await control.validateUrl();
  receiver.answer = (body) => {
    const { plainToken } = JSON.parse(body.toString()).payload;
    const encryptedToken = createHmac("sha256", account.webhookSecret).update(plainToken).digest("hex");
    return JSON.stringify({ plainToken, encryptedToken });
  };
  const right = await control.validateUrl();
  expect(wrong).toMatchObject({ valid: false, status: 200 });
  expect(right).toMatchObject({ valid: true, status: 200 });
});

test("six failed URL challenges stop all events until one is passed", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  for (let failures = 0; failures < 6; failures += 1) await control.validateUrl();
  await createMeeting();
  await control.flush();
  expect(receiver.received).toHaveLength(6);
  expect(await control.deliveries()).toMatchObject([{ status: "dropped" }]);
});

test("changes in Zoom's portal send webhooks", async () => {
  const { receiver, control, createMeeting } = await openBoth();
  const { id } = await createMeeting();
  await control.portalUpdate(id, { duration: 45 });
  await control.portalDelete(id);
  await control.flush();
  expect(receiver.events().slice(1)).toEqual(["meeting.updated", "meeting.deleted"]);
  expect(await control.journal()).toMatchObject([{ id: String(id), duration: 45, live: false }]);
  expect((await control.journal())[0]?.deletedAt).not.toBeNull();
});
