import { type EventData, eventDataShape } from "../../contract/events.ts";
import { eventDataFields } from "../../domain/event-data-fields.ts";

/** What callers are given of the data stored with an event: a value that does not fit its field is left out like a field that is not listed. */
export function visibleData(stored: Record<string, unknown>): EventData {
  const values = eventDataFields.flatMap((field) => {
    if (!Object.hasOwn(stored, field)) return [];
    const { success, data } = eventDataShape[field].safeParse(stored[field]);
    return success ? [[field, data]] : [];
  });
  return Object.fromEntries(values);
}
