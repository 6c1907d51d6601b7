import {
  appointmentsOfPerson,
  type Database,
  type MeetingOfPerson,
  rewriteTopics,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { PlatformPerson } from "../../domain/appointment/platform-content.ts";
import { readContent, storedContent } from "../appointments/stored-content.ts";
import { neutralTopic, storedTopic, topicOf } from "../meetings/stored-topic.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

/**
 * What is kept of visits and of the platform's messages no longer needs this patient's key and names them no more: theirs
 * becomes neutral, and that of visits which another patient has by now goes under that one's key.
 */
export async function releaseFromPatient(
  deps: PrivacyDeps,
  trx: Transaction<Database>,
  person: { id: string; externalId: string | null },
  meetings: readonly MeetingOfPerson[],
): Promise<void> {
  const topics = meetings.map(({ id, table, topic, patient_id, patient_key }) => {
    const isTheirs = patient_id === person.id;
    const said = isTheirs ? neutralTopic : topicOf(deps, { id, topic });
    return { id, table, topic: storedTopic(deps, isTheirs ? null : patient_key, id, said) };
  });
  await rewriteTopics(trx, topics);
  const appointments = await appointmentsOfPerson(
    trx,
    person.id,
    meetings.map(({ appointment_id }) => appointment_id),
  );
  const isThem = ({ id }: PlatformPerson) => id !== undefined && id === person.externalId;
  for (const row of appointments) {
    const key = row.patient_id === person.id ? null : row.patient_key;
    const incoming = readContent(deps, row, "incoming");
    const base = readContent(deps, row, "base");
    if (incoming === null || base === null) continue;
    const without = <Content extends { patient?: PlatformPerson }>(content: Content): Content =>
      content.patient && isThem(content.patient) ? { ...content, patient: {} } : content;
    const stored = (column: "incoming" | "base", content: typeof incoming | typeof base) =>
      storedContent(deps, key, { id: row.id, column }, without(content));
    await updateAppointment(trx, row.id, {
      incoming: stored("incoming", incoming),
      base: stored("base", base),
    });
  }
}
