import type { Database, MeetingWithPeople } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Appointment } from "../../contract/lifecycle.ts";
import type { Deps } from "../../deps.ts";
import type { NewEvent } from "../events/append-event.ts";
import type { SourceContent } from "./source-content.ts";

/** One message of the platform while it is applied. */
export interface AppointmentUpdate {
  deps: Deps;
  trx: Transaction<Database>;
  incoming: Appointment;
  before: SourceContent | null;
  row: MeetingWithPeople | undefined;
  now: Date;
  event: Omit<NewEvent, "meetingId" | "type">;
}
