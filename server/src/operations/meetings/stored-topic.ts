import type { Encrypted, MeetingWithPeople, PersonKey, Sealed } from "@patientcare/zoom-db";
import type { Deps } from "../../deps.ts";

/** In place of a topic that was said of nobody, or that is gone with its patient. */
export const neutralTopic = "Online visit";

/** In place of a topic whose key is not at hand. */
export const unreadableTopic = "(not readable)";

type Enciphering = Pick<Deps, "encryption">;

export const topicOf = ({ encryption }: Enciphering, row: Pick<MeetingWithPeople, "id" | "topic">): string =>
  encryption.unseal(placeOf(row.id), row.topic) ?? neutralTopic;

/** The topic as it is stored: under its patient's key. Of an erased patient none is kept. */
export const storedTopic = (
  { encryption }: Enciphering,
  patientKey: PersonKey | null,
  meetingId: string,
  topic: string,
): Encrypted | Sealed =>
  patientKey === null
    ? encryption.encrypt(placeOf(meetingId), neutralTopic)
    : encryption.seal(patientKey, placeOf(meetingId), topic);

const placeOf = (id: string) => ({ record: "zoom_meetings", column: "topic", id });
