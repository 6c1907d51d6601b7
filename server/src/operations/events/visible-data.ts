import { type EventData, eventDataShape } from "../../contract/events.ts";
import { eventDataFields } from "../../domain/event-data-fields.ts";

/**
 * The part of an event's stored data that callers are given: a value that does not fit its field is left out like a field
 * that is not listed.
 */
export function visibleData(stored: Record<string, unknown>): EventData {
  const values = eventDataFields.flatMap((field) => {
    if (!Object.hasOwn(stored, field)) return [];
    const { success, data } = eventDataShape[field].safeParse(stored[field]);
    return success ? [[field, data]] : [];
  });
  return Object.fromEntries(values);
}
