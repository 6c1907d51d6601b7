import { randomUUID } from "node:crypto";
import { aBooking, anAppointment, minutesFromNow } from "../support/a-booking.ts";
import { callRaw } from "../support/call-raw.ts";
import type { OpenApp } from "../support/open-app.ts";
import { people, tokenFor } from "../support/tokens.ts";
import { aDelivery, deliver, signed } from "../webhooks/deliver.ts";

const atOnce = 20;

/** Makes this many calls over every surface, some at once, and returns how often each answer was given. */
export async function makeMixedCalls(
  { url }: Pick<OpenApp, "url">,
  count: number,
): Promise<Record<string, number>> {
  const token = await tokenFor(people.service);
  const answers: Record<string, number> = {};
  const note = (what: string, status: number) => {
    const answer = `${what} ${status}`;
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  let made = 0;
  const call = async (procedure: string, input: unknown): Promise<{ id?: string; url?: string }> => {
    made += 1;
    const answer = await callRaw(url, procedure, { token, input });
    note(procedure, answer.status);
    return (answer.result ?? {}) as { id?: string; url?: string };
  };
  const fetched = async (what: string, answer: Promise<Response>) => {
    made += 1;
    note(what, (await answer).status);
  };
  const visits = async (doctor: number) => {
    for (let visit = 0; made < count; visit += 1) {
      const startTime = minutesFromNow(5 + visit * 60);
      const hostEmail = `doctor-${doctor}@clinic.example`;
      const { id: meetingId } = await call("meetings.create", aBooking({ startTime, hostEmail }));
      await call("meetings.get", { meetingId });
      await call("meetings.update", { meetingId, topic: "Another" });
      const { url: link = "" } = await call("links.get", { meetingId, role: "participant" });
      await fetched("page", fetch(link));
      await fetched("going on", fetch(link, { method: "POST", redirect: "manual" }));
      const body = aDelivery();
      await fetched("webhook", deliver(url, body, signed(body)));
      await call("meetings.list", {});
      await call("stats.overview", {});
      await call("lifecycle.history", { meetingId });
      await call("visits.get", { meetingId });
      const patient = { id: randomUUID(), name: "Kim", email: "kim@home.example" };
      await call("lifecycle.appointmentChanged", { appointment: anAppointment({ startTime, patient }) });
      await call("meetings.cancel", { meetingId });
      await fetched("readyz", fetch(`${url}/readyz`));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, doctor) => visits(doctor)));
  return answers;
}
