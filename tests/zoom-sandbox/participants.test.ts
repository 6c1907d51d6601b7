import { expect, test } from "vitest";
import { openVisit } from "./open-visit.ts";

test("a guest comes with any of a Zoom id, an e-mail, a name and a participant uuid, or with none", async () => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const signedIn = { name: "Ann", email: "ann@home.example", zoomUserId: "AnnAnnAnnAnnAnnAnnAnnA" };
  await control.join(id, { ...signedIn, participantUuid: "UUID-OF-ANN" });
  await control.join(id, { participantUuid: "" });
  await control.join(id, { name: "Otter.ai Notetaker" });
  await control.flush();
  const [, ann, nameless, bot] = receiver.participants("participant_joined");
  expect(ann).toMatchObject({
    id: signedIn.zoomUserId,
    participant_user_id: signedIn.zoomUserId,
    email: "ann@home.example",
    user_name: "Ann",
    participant_uuid: "UUID-OF-ANN",
  });
  expect(nameless).toMatchObject({ id: "", email: "", user_name: "", participant_uuid: "" });
  expect(bot).toMatchObject({ id: "", email: "", user_name: "Otter.ai Notetaker" });
  expect(bot).not.toHaveProperty("phone_number");
});

test("a caller comes under a masked number and leaves as a numbered call-in user", async () => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const caller = await control.join(id, { phoneNumber: "16505551234" });
  await control.join(id, { phoneNumber: "442079460000", email: "x@home.example" });
  await control.leave(id, caller.userId);
  await control.end(id);
  await control.flush();
  const named = (event: string) =>
    receiver.participants(event).map(({ user_name, phone_number }) => [user_name, phone_number]);
  expect(named("participant_joined").slice(1)).toEqual([
    ["1650***1234", "16505551234"],
    ["4420***0000", "442079460000"],
  ]);
  expect(named("participant_left")).toEqual([
    ["Call-In User_1", "16505551234"],
    ["doctor", undefined],
    ["Call-In User_2", "442079460000"],
  ]);
});

test.each([
  ["another name", { name: "John Doe" }, { user_name: "John Doe" }],
  ["no name", { name: "" }, { user_name: "" }],
  ["a name with an invisible end", { name: "iPhone\u200b" }, { user_name: "iPhone\u200b" }],
  [
    "nothing but a user id",
    { name: "", email: "", zoomUserId: "", participantUuid: "" },
    { user_name: "", email: "", id: "", participant_user_id: "", participant_uuid: "" },
  ],
])("the left delivery can show %s", async (_, as, shown) => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const identity = { name: "iPhone", email: "ann@home.example", zoomUserId: "A".repeat(22) };
  const leaver = await control.join(id, identity);
  const stayer = await control.join(id, { ...identity, participantUuid: null, leavesAs: as });
  await control.leave(id, leaver.userId, { as });
  await control.end(id);
  await control.flush();
  const [byLeaving, , byEnd] = receiver.participants("participant_left");
  expect(receiver.participants("participant_joined").slice(1)).toMatchObject([
    { user_name: "iPhone", email: "ann@home.example", id: "A".repeat(22) },
    { user_name: "iPhone", email: "ann@home.example", id: "A".repeat(22) },
  ]);
  expect(byLeaving).toMatchObject({ ...shown, user_id: leaver.userId });
  expect(byEnd).toMatchObject({ ...shown, user_id: stayer.userId });
  expect(byLeaving?.leave_reason).toBe(`${as.name} left the meeting.<br>Reason: left the meeting.`);
});

test("a new name shows in later deliveries only, and sends none", async () => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const ann = await control.join(id, { name: "iPhone", leavesAs: { name: "old" } });
  await control.rename(id, ann.userId, "Ann");
  await control.leave(id, ann.userId);
  await control.flush();
  expect(receiver.events()).toHaveLength(5);
  expect(receiver.participants("participant_joined")[1]?.user_name).toBe("iPhone");
  expect(receiver.participants("participant_left")[0]?.user_name).toBe("Ann");
});

test("who rejoins has a new user id, and the participant uuid of before unless told otherwise", async () => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const first = await control.join(id, { name: "Sam", email: "sam@home.example" });
  await control.leave(id, first.userId);
  const same = await control.rejoin(id, first.userId, { name: "Renamed" });
  const device = await control.rejoin(id, first.userId, { name: "Galaxy S9", participantUuid: null });
  await control.flush();
  const joined = receiver.participants("participant_joined").slice(2);
  expect(joined).toMatchObject([
    { user_name: "Renamed", email: "sam@home.example", participant_uuid: first.participantUuid },
    { user_name: "Galaxy S9", email: "sam@home.example", participant_uuid: device.participantUuid },
  ]);
  expect(device.participantUuid).not.toBe(first.participantUuid);
  expect(new Set([first.userId, same.userId, device.userId]).size).toBe(3);
});

test("a guest of the same name and e-mail is the same device, unless a fresh uuid is asked for", async () => {
  const { control, id } = await openVisit();
  await control.start(id);
  const first = await control.join(id, { name: "Sam" });
  await control.leave(id, first.userId);
  const other = await control.join(id, { name: "Sam", participantUuid: null });
  await control.leave(id, other.userId);
  const again = await control.join(id, { name: "Sam" });
  expect(other.participantUuid).not.toBe(first.participantUuid);
  expect(again.participantUuid).toBe(other.participantUuid);
});

test("the host rejoins as the host", async () => {
  const { control, id, hostId, receiver } = await openVisit();
  const doctor = await control.start(id);
  await control.join(id, { name: "Ann" });
  await control.leave(id, doctor.userId);
  const again = await control.rejoin(id, doctor.userId);
  expect((await control.start(id)).userId).toBe(again.userId);
  await control.flush();
  expect(receiver.participants("participant_joined")[2]).toMatchObject({ id: hostId, user_name: "doctor" });
});

test("a bind names the caller and the person in the app", async () => {
  const { control, id, receiver } = await openVisit();
  await control.start(id);
  const ann = await control.join(id, { name: "Ann" });
  const phone = await control.join(id, { phoneNumber: "16505551234" });
  await control.bind(id, { phoneUserId: phone.userId, userId: ann.userId, at: "2031-01-01T10:00:00Z" });
  await control.flush();
  expect(receiver.payload("meeting.participant_bind").object).toMatchObject({ id: String(id) });
  expect(receiver.participants("participant_bind")).toEqual([
    {
      user_id: phone.userId,
      user_name: "1650***1234",
      id: "",
      participant_user_id: "",
      participant_uuid: phone.participantUuid,
      phone_number: "16505551234",
      email: "",
      bind_user_id: ann.userId,
      bind_participant_uuid: ann.participantUuid,
      date_time: "2031-01-01T10:00:00Z",
    },
  ]);
});

test("a step with a person who is not there is rejected", async () => {
  const { control, id } = await openVisit();
  const { userId } = await control.start(id);
  const steps = [
    () => control.rename(id, "1", "Ann"),
    () => control.putInWaitingRoom(id, "1"),
    () => control.rejoin(id, "1"),
    () => control.bind(id, { phoneUserId: "1", userId }),
  ];
  for (const step of steps) await expect(step()).rejects.toThrow("No person with user id 1");
});

test("an account under a BAA gets no names and no e-mails of participants, early waits included", async () => {
  const { call, control, id, receiver } = await openVisit();
  await control.setBaa(true);
  await control.arrive(id, { name: "Ann", email: "ann@home.example" });
  await control.start(id);
  await control.end(id);
  await control.flush();
  const names = ["jbh_waiting", "jbh_joined", "joined", "left"].flatMap((event) =>
    receiver.participants(`participant_${event}`).map(({ user_name, email = "" }) => user_name + email),
  );
  const reasons = receiver.participants("participant_left").map(({ leave_reason }) => leave_reason);
  const { participants } = (await call("GET", `/past_meetings/${id}/participants`)).body;
  expect(names).toEqual(Array(6).fill(""));
  expect(reasons).toEqual(Array(2).fill(" left the meeting.<br>Reason: Host ended the meeting."));
  expect(participants.map(({ name, user_email }) => name + user_email)).toEqual(["", ""]);
});
