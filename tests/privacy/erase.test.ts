import { erasePatient } from "@patientcare/zoom-server/operations/privacy/erase-patient.ts";
import { holdPatient, releasePatient } from "@patientcare/zoom-server/operations/privacy/hold-patient.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { archiveIn } from "../archive/finished-meetings.ts";
import { canariesIn } from "../security/canary-forms.ts";
import { anAppointment } from "../support/a-booking.ts";
import { type OpenApp, openApp, unhurried } from "../support/open-app.ts";
import { aKnownPatient, type KnownPatient } from "./a-known-patient.ts";
import { type Dump, dumpTables, readableTexts } from "./readable-dump.ts";

let app: OpenApp;
beforeAll(async () => {
  app = await openApp(unhurried);
});
afterAll(() => app.close());

const tracesIn = (dump: Dump, { canaries }: KnownPatient, personKeys?: Dump[string]): string[] =>
  readableTexts(app.server.deps.encryption, dump, personKeys).flatMap((text) =>
    canariesIn(text, canaries).map((name) => `${name} in ${text.slice(0, text.indexOf(":"))}`),
  );

test.each(["live", "archived"])(
  "an erased patient leaves no readable trace, nor in a dump from before with the keys of today: %s visits",
  async (place) => {
    const patient = await aKnownPatient(app);
    const neighbour = await aKnownPatient(app);
    const { deps } = app.server;
    if (place === "archived") await archiveIn(deps.db);
    const staff = await app.as("staff");
    const { meetingId } = patient;
    const { status } = await staff.meetings.get({ meetingId });
    const before = await dumpTables(app.databaseUrl);
    const known = new Set(tracesIn(before, patient).map((trace) => trace.split(" ")[0]));
    expect(known).toEqual(new Set(Object.keys(patient.canaries)));

    expect(await erasePatient(deps, patient.externalId)).toEqual({ done: "erased", meetings: 2 });

    const after = await dumpTables(app.databaseUrl);
    expect(tracesIn(after, patient)).toEqual([]);
    // Of the dump from before, the news that no visit is known for is all that lay under the deployment's own key.
    const left = tracesIn(before, patient, after.person_keys).sort();
    expect(left).toEqual(["email in webhook_deliveries.body", "name in webhook_deliveries.body"]);
    expect(tracesIn(after, neighbour)).toEqual(tracesIn(before, neighbour));

    expect(await staff.meetings.get({ meetingId })).toMatchObject({
      participantName: null,
      participantEmail: null,
      topic: "Online visit",
      status,
    });
    expect((await staff.visits.get({ meetingId })).people).not.toEqual([]);
    expect((await staff.meetings.list({})).items).toBeInstanceOf(Array);
    expect(await erasePatient(deps, patient.externalId)).toMatchObject({ done: "erased-before" });
  },
);

test("a repeated message about an erased patient brings nothing back", async () => {
  const patient = await aKnownPatient(app);
  await erasePatient(app.server.deps, patient.externalId);
  const service = await app.as("service");
  await service.lifecycle.appointmentChanged({ appointment: patient.appointment });
  expect(tracesIn(await dumpTables(app.databaseUrl), patient)).toEqual([]);
});

test("a visit ahead, a legal hold and a doctor's id refuse an erasure, and leave everything", async () => {
  const { deps } = app.server;
  const patient = await aKnownPatient(app);
  const service = await app.as("service");
  const ahead = anAppointment({ doctor: patient.appointment.doctor, patient: patient.appointment.patient });
  const before = tracesIn(await dumpTables(app.databaseUrl), patient);

  await service.lifecycle.appointmentChanged({ appointment: ahead });
  expect(await erasePatient(deps, patient.externalId)).toMatchObject({
    refused: "unfinished-visits",
    count: 1,
  });
  expect(await erasePatient(deps, patient.appointment.doctor.id ?? "")).toEqual({ refused: "doctor" });
  expect(await erasePatient(deps, "nobody")).toEqual({ refused: "unknown" });
  await service.lifecycle.appointmentChanged({
    appointment: { ...ahead, status: "CANCELLED", updatedAt: new Date(Date.now() + 1000) },
  });

  expect(await holdPatient(deps, patient.externalId, "A court asks")).toEqual({ done: "held" });
  expect(await holdPatient(deps, patient.externalId, "again")).toMatchObject({ refused: "held-already" });
  expect(await erasePatient(deps, patient.externalId)).toMatchObject({ refused: "held" });
  expect(tracesIn(await dumpTables(app.databaseUrl), patient)).toEqual(expect.arrayContaining(before));

  expect(await releasePatient(deps, patient.externalId, "The court is done")).toEqual({ done: "released" });
  expect(await releasePatient(deps, patient.externalId, "again")).toEqual({ refused: "not-held" });
  expect(await erasePatient(deps, patient.externalId)).toMatchObject({ done: "erased" });
  expect(tracesIn(await dumpTables(app.databaseUrl), patient)).toEqual([]);
});
