import type { Db, MeetingWithPeople } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";
import type { VisitState } from "../../domain/appointment/decide.ts";
import type { Base } from "../../domain/appointment/merge.ts";
import type { PlatformPerson } from "../../domain/appointment/platform-content.ts";
import { topicOf } from "../meetings/stored-topic.ts";
import { bookedPatientOf } from "../meetings/view-meeting.ts";
import { findKnownPerson } from "../people/upsert-person.ts";

/** The meeting's row as the platform's messages are compared with it. */
export async function visitStateOf(
  deps: Deps,
  db: Db,
  row: MeetingWithPeople,
  base: Base | null,
): Promise<VisitState> {
  return {
    status: row.status,
    closing: row.cancel_when_over,
    startTime: row.start_time.toISOString(),
    duration: row.duration,
    doctor: { id: row.doctor_external_id ?? undefined, email: row.host_email },
    patient: await patientOf(deps, db, row, base),
    topic: topicOf(deps, row),
    timezone: row.timezone,
  };
}

/** As the platform described the patient for this visit, where that is the one it has: a person's row serves all visits. */
async function patientOf(
  deps: Deps,
  db: Db,
  row: MeetingWithPeople,
  base: Base | null,
): Promise<PlatformPerson> {
  const described = base?.patient;
  if (described && (await findKnownPerson(deps, db, described))?.id === row.patient_person_id)
    return described;
  return bookedPatientOf(deps, row);
}
