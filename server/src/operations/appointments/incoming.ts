import type { Database, MeetingWithPeople, ReadAppointment } from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import type { RunningAnswer } from "../../domain/appointment/inside.ts";
import type { PlatformContent } from "../../domain/appointment/platform-content.ts";
import type { NewEvent } from "../events/append-event.ts";

/** One message of the platform while it is applied, under the locks of its appointment and its meeting. */
export interface Incoming {
  deps: Deps;
  trx: Transaction<Database>;
  appointment: ReadAppointment;
  row: MeetingWithPeople | undefined;
  content: PlatformContent;
  /** The message that held before this one. */
  before: PlatformContent | null;
  /** Null when the newest message was received earlier, and put off. */
  received: { updatedAt: Date; tied: boolean } | null;
  answer: RunningAnswer | null;
  now: Date;
  event: Omit<NewEvent, "meetingId" | "type">;
}
