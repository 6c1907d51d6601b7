import { expect, test } from "vitest";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { eventually } from "../support/eventually.ts";
import { clientOf } from "../support/open-app.ts";
import { startApp } from "../support/start-app.ts";
import { startProcess } from "../support/start-process.ts";
import { people } from "../support/tokens.ts";

/** Texts that mean something to an interpreter: SQL, HTML, JavaScript, templates, formats, shells, logs. */
const hostile = [
  "'; drop table zoom_meetings; --",
  "' or '1'='1",
  "$1 ? :topic \\'; select pg_sleep(10); --",
  "</script><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "\u0024{7*7} {{7*7}} <%= 7*7 %> #{7*7}",
  "%s %d %j %o %n {0}",
  "$(touch /tmp/x) `id` | cat; && true",
  '","level":"fatal","message":"forged',
  "=1+1\u2028\u2029\u202e!",
];

test("texts of callers stay texts: in the database, in answers, on pages, at Zoom and in the log", async () => {
  const { url, zoom, lines } = await startProcess({ LOG_LEVEL: "debug" });
  const staff = await clientOf(url, "staff");
  for (const [index, text] of hostile.entries()) {
    const booking = aBooking({
      topic: text,
      participantName: text,
      participantEmail: `person-${index}@home.example`,
      startTime: minutesFromNow(60 * (index + 1)),
    });
    const { id } = await staff.meetings.create(booking);
    const link = await staff.links.get({ meetingId: id, role: "participant" });
    expect(link.topic).toBe(text);
    expect(await (await fetch(link.url)).text()).not.toContain(text);
    await staff.meetings.update({ meetingId: id, topic: `${text}.` });
    expect(await staff.meetings.get({ meetingId: id })).toMatchObject({
      topic: `${text}.`,
      participantName: text,
    });
    await staff.meetings.cancel({ meetingId: id, reason: text });
    const { transitions } = await staff.lifecycle.history({ meetingId: id });
    expect(transitions.at(-1)).toMatchObject({ to: "cancelled", reason: text });
  }
  expect((await staff.stats.overview({})).cancelledMeetings).toBe(hostile.length);

  const atZoom = JSON.stringify(await zoom.control.calls());
  await eventually(() => expect(lines.length).toBeGreaterThan(hostile.length * 5));
  for (const line of lines) expect(JSON.parse(line).level).not.toBe("fatal");
  const written = lines.join("\n") + atZoom;
  for (const text of hostile) expect(written).not.toContain(JSON.stringify(text).slice(1, -1));
});

test("ids of persons and callers, which the database compares in clear, find their own and nothing else", async () => {
  const app = await startApp();
  const ids: string[] = [];
  for (const [index, text] of hostile.entries()) {
    const caller = await app.as({ role: "service", sub: text });
    const { meeting } = await caller.lifecycle.appointmentChanged({
      appointment: anAppointment({
        startTime: minutesFromNow(60 * (index + 1)),
        doctor: { id: `doctor ${text}`, email: `doctor-${index}@clinic.example` },
        patient: { id: text, email: people.patient.email },
      }),
    });
    ids.push(meeting?.id ?? "");
  }
  for (const [index, text] of hostile.entries()) {
    const patient = await app.as({ ...people.patient, sub: text });
    const doctor = await app.as({ ...people.doctor, sub: `doctor ${text}` });
    for (const person of [patient, doctor]) {
      expect((await person.meetings.list({})).items.map(({ id }) => id)).toEqual([ids[index]]);
    }
  }
  const actors = await app.server.deps.db.selectFrom("access_log").select("actor").distinct().execute();
  expect(actors.map(({ actor }) => actor)).toEqual(expect.arrayContaining(hostile));
});
