import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { createEventIds, type EventIds } from "@patientcare/zoom-server/operations/events/event-ids.ts";
import { testKey } from "./test-key.ts";

const bytes = (number: number) => Buffer.from(testKey(number), "base64");

/** The ids of events as a service with the keys of tests writes them. */
export const eventIds: EventIds = createEventIds(
  createEncryption([{ id: "k1", secret: bytes(1) }], [bytes(2)]),
);

/** The row of an event, from its id on the wire. */
export const rowOf = ({ id }: { id: string }): string => eventIds.read(id)?.id ?? `no event: ${id}`;
