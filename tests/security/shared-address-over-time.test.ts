import { randomUUID } from "node:crypto";
import { insertEvents } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { archive, makeOld } from "../archive/archived-meeting.ts";
import { anEvent } from "../events/an-event.ts";
import { feedAtRest } from "../events/feed-at-rest.ts";
import { openStream } from "../events/open-stream.ts";
import { again, openPlatform } from "../rpc/open-platform.ts";
import { minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";

const platform = openPlatform();

const holderOf = (role: "doctor" | "patient", email: string): Person => ({ role, sub: "somebody", email });

async function statusesOf(person: Person, meetingId: string, procedures: string[]): Promise<number[]> {
  const token = await tokenFor(person);
  const role = person.role === "doctor" ? "host" : "participant";
  const answers = procedures.map((procedure) => {
    const input = procedure === "links.get" ? { meetingId, role } : { meetingId };
    return callRaw(platform.app.url, procedure, { token, input });
  });
  return (await Promise.all(answers)).map(({ status }) => status);
}

test("a past visit in the archive counts: it keeps its own name, and two names show neither", async () => {
  const email = `family-${randomUUID()}@home.example`;
  const past = await platform.confirmed({ patient: { name: "Maria Okafor", email } });
  await makeOld(platform.app, past.meeting.id, "missed");
  await archive(platform.app, past.meeting.id);
  const holder = holderOf("patient", email);
  expect(await statusesOf(holder, past.meeting.id, ["meetings.get"])).toEqual([200]);
  const next = await platform.confirmed({ patient: { name: "Jonah Okafor", email } });
  for (const { meeting } of [past, next])
    expect(await statusesOf(holder, meeting.id, ["meetings.get", "links.get"])).toEqual([404, 404]);
  const { service } = platform;
  const names = [past, next].map(({ meeting }) => service.meetings.get({ meetingId: meeting.id }));
  expect((await Promise.all(names)).map(({ participantName }) => participantName)).toEqual([
    "Maria Okafor",
    "Jonah Okafor",
  ]);
});

test("a patient who is to come while somebody is inside counts as well", async () => {
  const email = `family-${randomUUID()}@home.example`;
  const { meeting, appointment } = await platform.confirmed({
    startTime: minutesFromNow(1),
    patient: { name: "Maria Okafor", email },
  });
  const admin = await platform.app.as(people.admin);
  await admin.lifecycle.start({ meetingId: meeting.id });
  const holder = holderOf("patient", email);
  expect(await statusesOf(holder, meeting.id, ["meetings.get", "links.get"])).toEqual([200, 200]);
  const changed = await platform.tell(again(appointment, { patient: { name: "Jonah Okafor", email } }));
  expect(changed?.attentions).toContain("changed-while-live");
  expect(await statusesOf(holder, meeting.id, ["meetings.get", "links.get"])).toEqual([404, 404]);
  await admin.lifecycle.end({ meetingId: meeting.id });
});

test("a doctor follows, reads and opens nothing by an address that another doctor uses", async () => {
  const email = `practice-${randomUUID()}@clinic.example`;
  const first = await platform.confirmed({ doctor: { name: "Dr. Ada Moreau", email } });
  const doctor = holderOf("doctor", email);
  const reads = ["meetings.get", "visits.get", "lifecycle.history", "links.get"];
  expect(await statusesOf(doctor, first.meeting.id, reads)).toEqual([200, 200, 200, 200]);
  const startTime = minutesFromNow(600);
  const second = await platform.confirmed({ doctor: { id: "doctor-9", email }, startTime });
  const third = await platform.confirmed({
    doctor: { id: "doctor-10", email },
    startTime: minutesFromNow(700),
  });
  await feedAtRest(platform.app);
  const stream = await openStream(platform.app.url, await tokenFor(doctor));
  const all = await openStream(platform.app.url, await tokenFor(people.auditor));
  const events = [first, second, third].map(({ meeting }) => anEvent(meeting.id));
  await insertEvents(platform.app.server.deps.db, events);
  await all.have(3);
  for (const { meeting } of [first, second, third])
    expect(await statusesOf(doctor, meeting.id, reads)).toEqual([404, 404, 404, 404]);
  expect(stream.events()).toEqual([]);
});
