import { expect, test } from "vitest";
import { openVisit, type Visit } from "./open-visit.ts";

const userIds = ({ receiver }: Visit, event: string) =>
  receiver.participants(event).map(({ user_id }) => user_id);

test("a person has another user id before the host, in the waiting room and in the room", async () => {
  const visit = await openVisit({ waiting_room: true });
  const { control, id, receiver } = visit;
  const early = await control.arrive(id, { name: "Ann" });
  await control.start(id);
  const inside = await control.admit(id, early.userId);
  await control.flush();
  const [waiting] = userIds(visit, "participant_joined_waiting_room");
  expect(new Set([early.userId, waiting, inside.userId]).size).toBe(3);
  expect(userIds(visit, "participant_admitted")).toEqual([waiting]);
  expect(userIds(visit, "participant_joined")[1]).toBe(inside.userId);
  expect(receiver.participants("participant_jbh_waiting")[0]).toEqual({ id: "", user_name: "Ann" });
});

test("without a waiting room the wait for the host leads into the room under another user id", async () => {
  const visit = await openVisit();
  const early = await visit.control.arrive(visit.id, { name: "Ann" });
  await visit.control.start(visit.id);
  await visit.control.leave(visit.id, early.userId);
  await visit.control.flush();
  const [, joined] = userIds(visit, "participant_joined");
  expect(joined).not.toBe(early.userId);
  expect(userIds(visit, "participant_left")).toEqual([joined]);
});

test("a person put back into the waiting room waits under a new user id, until admitted again", async () => {
  const visit = await openVisit({ waiting_room: true });
  const { control, id } = visit;
  await control.start(id);
  const waiting = await control.arrive(id, { name: "Ann" });
  const inside = await control.admit(id, waiting.userId);
  const back = await control.putInWaitingRoom(id, inside.userId);
  const again = await control.admit(id, back.userId);
  await control.flush();
  const ids = [waiting.userId, inside.userId, back.userId, again.userId];
  expect(new Set(ids).size).toBe(4);
  expect(userIds(visit, "participant_put_in_waiting_room")).toEqual([back.userId]);
  expect(userIds(visit, "participant_left")).toEqual([inside.userId]);
  expect(userIds(visit, "participant_joined").slice(1)).toEqual([inside.userId, again.userId]);
});

test("a person can be put back without a left delivery, and leave the waiting room changed", async () => {
  const visit = await openVisit();
  const { control, id, receiver } = visit;
  await control.start(id);
  const ann = await control.join(id, { name: "Ann" });
  const back = await control.putInWaitingRoom(id, ann.userId, { sendsLeft: false });
  await control.leave(id, back.userId, { as: { name: "" } });
  await control.flush();
  expect(receiver.participants("participant_left")).toEqual([]);
  expect(receiver.participants("participant_left_waiting_room")).toMatchObject([
    { user_id: back.userId, user_name: "" },
  ]);
});

test("past participants show who waited, with the user ids of the deliveries", async () => {
  const { call, control, id } = await openVisit({ waiting_room: true });
  await control.advanceClock(Date.parse("2026-03-03T00:00:00Z") - Date.now());
  const doctor = await control.start(id, { at: "2026-03-02T09:00:00Z" });
  const ann = await control.arrive(id, { name: "Ann", at: "2026-03-02T09:01:00Z" });
  const inside = await control.admit(id, ann.userId, { at: "2026-03-02T09:03:00Z" });
  const sam = await control.arrive(id, { name: "Sam", at: "2026-03-02T09:04:00Z" });
  await control.end(id, { at: "2026-03-02T09:09:00Z" });
  const { participants } = (await call("GET", `/past_meetings/${id}/participants`)).body;
  expect(participants.map(({ user_id, status, duration }) => [user_id, status, duration])).toEqual([
    [doctor.userId, "in_meeting", 540],
    [ann.userId, "in_waiting_room", 120],
    [inside.userId, "in_meeting", 360],
    [sam.userId, "in_waiting_room", 300],
  ]);
});

test("people without a participant uuid are several, and past participants list them", async () => {
  const { call, control, id } = await openVisit();
  await control.join(id, { name: "Ann", participantUuid: "" });
  await control.join(id, { name: "Sam", participantUuid: "" });
  await control.end(id);
  const { participants } = (await call("GET", `/past_meetings/${id}/participants`)).body;
  expect(participants.map(({ name }) => name)).toEqual(["Ann", "Sam"]);
});
