import { setTimeout as sleep } from "node:timers/promises";
import { insertEvents } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { again, openPlatform } from "../rpc/open-platform.ts";
import { claims, hmacToken, secondsFromNow } from "../security/craft-token.ts";
import { callRaw } from "../support/call-raw.ts";
import { type Person, people, tokenFor } from "../support/tokens.ts";
import { anEvent } from "./an-event.ts";
import { feedAtRest } from "./feed-at-rest.ts";
import { openStream } from "./open-stream.ts";

const platform = openPlatform();

const doctorOf = (appointment: Awaited<ReturnType<typeof platform.confirmed>>["appointment"]): Person => ({
  role: "doctor",
  sub: appointment.doctor.id ?? "",
  email: appointment.doctor.email,
});

test("a doctor is told of their own meetings only, and of one that passes to another no more", async () => {
  const { url, server } = platform.app;
  const { db } = server.deps;
  const mine = await platform.confirmed();
  const other = await platform.confirmed();
  await feedAtRest(platform.app);
  const doctor = await openStream(url, await tokenFor(doctorOf(mine.appointment)));
  const all = await openStream(url, await tokenFor(people.auditor));
  const tell = (...ids: string[]) =>
    insertEvents(
      db,
      ids.map((id) => anEvent(id)),
    );

  await tell(other.meeting.id, mine.meeting.id);
  await doctor.have(1);
  // The event of the change itself belongs to the new doctor already.
  await platform.tell(
    again(mine.appointment, {
      doctor: other.appointment.doctor,
      startTime: new Date(Date.now() + 86_400_000),
    }),
  );
  await tell(mine.meeting.id);
  const now = await platform.confirmed({
    doctor: mine.appointment.doctor,
    startTime: new Date(Date.now() + 2 * 86_400_000),
  });
  await doctor.have(2);
  await tell(now.meeting.id);
  await all.have(all.events().length + 1);
  const reported = await doctor.have(4);
  expect(reported.map(({ meetingId }) => meetingId)).toEqual([
    mine.meeting.id,
    ...reported.slice(1).map(() => now.meeting.id),
  ]);
  expect(all.events().map(({ meetingId }) => meetingId)).toContain(other.meeting.id);

  // From the beginning on as well: what was theirs when it happened is another's now. The passage of time is meant: for a
  // second the service goes by the owners that it has read.
  await sleep(1_100);
  const lastEventId = doctor.response.headers.get("last-event-id");
  const resumed = await openStream(url, await tokenFor(doctorOf(mine.appointment)), { lastEventId });
  expect((await resumed.have(3)).slice(0, 3)).toEqual(reported.slice(1, 4));
});

test("whoever may not gets the status and reason of any other call, and the log says who reached for it", async () => {
  const { url, server } = platform.app;
  const { meeting } = await platform.confirmed();
  const refused = async (person: Person | null, input: unknown = {}) => {
    const token = person ? await tokenFor(person) : undefined;
    const { status, error } = await callRaw(url, "lifecycle.events", { token, input });
    return [status, error?.data.reason];
  };
  expect(await refused(null)).toEqual([401, "UNAUTHENTICATED"]);
  expect(await refused(people.patient)).toEqual([403, "FORBIDDEN"]);
  expect(await refused(people.otherDoctor, { meetingId: meeting.id })).toEqual([404, "MEETING_NOT_FOUND"]);
  expect(await refused(people.service, { surprise: 1 })).toEqual([400, "VALIDATION_ERROR"]);

  const requestId = "opened-by-auditor";
  await openStream(
    url,
    await tokenFor(people.auditor),
    { meetingId: meeting.id },
    { "x-request-id": requestId },
  );
  const { rows } = await sql`select action, decision, actor, actor_role, meeting_id from access_log
    where request_id = ${requestId}`.execute(server.deps.db);
  expect(rows).toEqual([
    {
      action: "lifecycle.events",
      decision: "allowed",
      actor: "auditor-1",
      actor_role: "auditor",
      meeting_id: meeting.id,
    },
  ]);
});

test("a stream ends with its token, and says that there is more elsewhere", async () => {
  // The skew of 30 seconds counts: this token has two left.
  await feedAtRest(platform.app);
  const token = hmacToken(claims({ exp: secondsFromNow(-28) }));
  const stream = await openStream(platform.app.url, token);
  expect(stream.response.status).toBe(200);
  await stream.ended;
  expect(stream.messages.map(({ event }) => event)).toEqual(["connected"]);
});
