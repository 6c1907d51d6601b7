import { expect, test } from "vitest";
import { readDelivery, readDeliveryHead } from "./events.ts";

const joined = {
  event: "meeting.participant_joined",
  event_ts: 1626230691572,
  payload: {
    account_id: "AAAAAABBBB",
    object: {
      id: "1234567890",
      uuid: "4444AAAiAAAAAiAiAiiAii==",
      host_id: "x1yCzABCDEfg23HiJKl4mN",
      topic: "Online visit",
      start_time: "2021-07-13T21:44:51Z",
      participant: {
        user_id: "16778240",
        user_name: "Jill Chill",
        id: "",
        participant_user_id: "iFxeBPYun6SAiWUzBcEkX",
        participant_uuid: "55555AAAiAAAAAiAiAiiAii",
        join_time: "2021-07-13T21:45:00Z",
        email: "jchill@example.com",
      },
    },
  },
};

const nothingElse = {
  eventTs: null,
  accountId: null,
  zoomMeetingId: null,
  uuid: null,
  topic: null,
  hostId: null,
  hostEmail: null,
  startTime: null,
  endTime: null,
  dateTime: null,
  participant: null,
  operator: null,
  operatorId: null,
  operation: null,
  scope: null,
  plainToken: null,
};

const withObject = (object: unknown) => JSON.stringify({ event: "meeting.started", payload: { object } });

test("what the inbox reads is what is read of the delivery later", () => {
  const { participant, ...rest } = readDelivery(JSON.stringify(joined)) ?? { participant: null };
  expect(readDeliveryHead(JSON.stringify(joined))).toEqual({
    event: "meeting.participant_joined",
    eventTs: 1626230691572,
    accountId: "AAAAAABBBB",
    zoomMeetingId: "1234567890",
    uuid: "4444AAAiAAAAAiAiAiiAii==",
    plainToken: null,
    participant: {
      userId: "16778240",
      id: "iFxeBPYun6SAiWUzBcEkX",
      participantUuid: "55555AAAiAAAAAiAiAiiAii",
    },
  });
  const { participant: seen, ...head } = readDeliveryHead(JSON.stringify(joined)) ?? { participant: null };
  expect(rest).toMatchObject(head);
  expect(participant).toMatchObject(seen ?? {});
  for (const odd of ["", "[]", "{}", '{"event":1}', '{"event":"a\\u0000b"}'])
    expect([readDeliveryHead(odd), readDelivery(odd)], odd).toEqual([null, null]);
});

test("somebody joins", () => {
  expect(readDelivery(JSON.stringify(joined))).toEqual({
    ...nothingElse,
    event: "meeting.participant_joined",
    eventTs: 1626230691572,
    accountId: "AAAAAABBBB",
    zoomMeetingId: "1234567890",
    uuid: "4444AAAiAAAAAiAiAiiAii==",
    topic: "Online visit",
    hostId: "x1yCzABCDEfg23HiJKl4mN",
    startTime: new Date("2021-07-13T21:44:51Z"),
    participant: {
      userId: "16778240",
      id: "iFxeBPYun6SAiWUzBcEkX",
      participantUuid: "55555AAAiAAAAAiAiAiiAii",
      userName: "Jill Chill",
      email: "jchill@example.com",
      joinTime: new Date("2021-07-13T21:45:00Z"),
      leaveTime: null,
      dateTime: null,
      bindUserId: null,
      bindParticipantUuid: null,
    },
  });
});

test("a change names its operator, and its scope in place of the operation", () => {
  const updated = {
    event: "meeting.updated",
    payload: { operator: "a@b.example", operator_id: "8lz", scope: "single", object: { id: 94890226305 } },
  };
  expect(readDelivery(JSON.stringify(updated))).toEqual({
    ...nothingElse,
    event: "meeting.updated",
    zoomMeetingId: "94890226305",
    operator: "a@b.example",
    operatorId: "8lz",
    scope: "single",
  });
});

test("a URL validation brings its token", () => {
  const validation = { event: "endpoint.url_validation", payload: { plainToken: "qgg8vlvZRS6UYooatFL8Aw" } };
  expect(readDelivery(JSON.stringify(validation))?.plainToken).toBe("qgg8vlvZRS6UYooatFL8Aw");
});

test.each([
  [1234567890, "1234567890"],
  ["123456789012", "123456789012"],
  [12345678, null],
  ["1234567890123", null],
  [1234567890.5, null],
  ["12345678x", null],
  [null, null],
  [{}, null],
])("the meeting id %j is read as %j", (id, expected) => {
  expect(readDelivery(withObject({ id }))?.zoomMeetingId).toBe(expected);
});

test.each([
  ["a list as payload", { payload: [] }],
  ["text as payload", { payload: "x" }],
  ["text as object", { payload: { object: "x" } }],
  ["a list as participant", { payload: { object: { participant: [] } } }],
  [
    "odd times",
    { event_ts: "2024-09-08 15:58:40", payload: { object: { start_time: 5, end_time: "noon" } } },
  ],
  [
    "odd texts",
    { event_ts: -1, payload: { account_id: {}, object: { uuid: "", topic: 5, host_id: "x".repeat(301) } } },
  ],
])("%s leaves the event and nulls", (_, rest) => {
  const delivery = readDelivery(JSON.stringify({ event: "meeting.ended", ...rest }));
  expect(delivery).toMatchObject({ ...nothingElse, participant: delivery?.participant ?? null });
});

test("texts hold no NUL, which the database cannot store", () => {
  expect(readDelivery(withObject({ topic: "a\u0000b", uuid: "c\u0000d" }))).toMatchObject({
    topic: "ab",
    uuid: "cd",
  });
});

test.each([
  "",
  "null",
  "5",
  '"meeting.started"',
  "[]",
  "{}",
  '{"event":5}',
  '{"event":""}',
  '{"event":"a\\u0000"}',
  "{",
])("%j is no delivery", (body) => {
  expect(readDelivery(body)).toBeNull();
});

test("deep nesting, foreign prototypes and half of a pair do no harm", () => {
  const depth = 30_000;
  const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const body = `{"event":"meeting.started","__proto__":{"event_ts":1},"payload":{"object":{"topic":${nested},"uuid":"\\ud800"}}}`;
  expect(readDelivery(body)).toMatchObject({ event: "meeting.started", eventTs: null, topic: null });
  expect(readDelivery(nested)).toBeNull();
  expect(readDelivery('{"a":'.repeat(depth / 3))).toBeNull();
});
