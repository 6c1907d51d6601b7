import { createEncryption } from "@patientcare/zoom-server/encryption.ts";
import { createEventIds, type EventIds } from "@patientcare/zoom-server/operations/events/event-ids.ts";
import { testKeys } from "./test-environment.ts";

/** The ids of events as a service with the keys of tests writes them. */
export const eventIds: EventIds = createEventIds(
  createEncryption([{ id: "k1", secret: testKeys.encryption }], testKeys.index),
);

/** The row of an event, from its id on the wire. */
export const rowOf = ({ id }: { id: string }): string => eventIds.read(id)?.id ?? `no event: ${id}`;
