import { expect, test } from "vitest";
import { openVisit } from "./open-visit.ts";

test("chosen events never arrive, of one meeting or one person only where asked", async () => {
  const { control, createMeeting, id, receiver } = await openVisit();
  const other = await createMeeting();
  await control.dropEvents(["meeting.started", "meeting.ended"], { meetingId: id });
  const { userId } = await control.start(id);
  const ann = await control.join(id, { name: "Ann" });
  await control.dropEvents(["meeting.participant_left"], { userId: ann.userId });
  await control.end(id);
  await control.start(other.id);
  await control.flush();
  const events = receiver.events().slice(2);
  expect(events).toEqual([
    "meeting.participant_joined",
    "meeting.participant_joined",
    "meeting.participant_left",
    "meeting.started",
    "meeting.participant_joined",
  ]);
  expect(receiver.participants("participant_left")).toMatchObject([{ user_id: userId }]);
  const dropped = (await control.deliveries()).filter(({ status }) => status === "dropped");
  expect(dropped.map(({ event }) => event)).toEqual([
    "meeting.started",
    "meeting.participant_left",
    "meeting.ended",
  ]);
});

test("a single delivery arrives twice", async () => {
  const { control, id, receiver } = await openVisit();
  await control.addDeliveryFault({ match: { event: "meeting.participant_joined" }, kind: "duplicate" });
  await control.start(id);
  await control.join(id, { name: "Ann" });
  await control.flush();
  const joined = receiver.participants("participant_joined").map(({ user_name }) => user_name);
  expect(joined).toEqual(["doctor", "doctor", "Ann"]);
});

test("a delayed delivery is overtaken by later ones", async () => {
  const { control, id, receiver } = await openVisit();
  await control.addDeliveryFault({ match: { event: "meeting.started" }, kind: "delay", delayMs: 60_000 });
  await control.start(id);
  await control.end(id);
  await control.flush();
  const early = receiver.events().slice(1);
  await control.advanceClock(60_000);
  await control.flush();
  expect(early).toEqual(["meeting.participant_joined", "meeting.participant_left", "meeting.ended"]);
  expect(receiver.events().slice(1)).toEqual([...early, "meeting.started"]);
});

test("clearing the faults lets deliveries through again", async () => {
  const { control, createMeeting, receiver } = await openVisit();
  await control.dropEvents(["meeting.created"]);
  await createMeeting();
  await control.clearFaults();
  await createMeeting();
  await control.flush();
  expect(receiver.received).toHaveLength(2);
});
