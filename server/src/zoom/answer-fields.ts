import { z } from "zod";

/** A field that we can do without: absent, empty or odd, it is undefined. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

export const text = z.string().min(1);

/** Any number of a meeting, as text: lists also hold meetings that are not ours. */
export const anyMeetingId = z.union([
  z.number().int().positive().max(Number.MAX_SAFE_INTEGER).transform(String),
  z.string().regex(/^[1-9]\d{0,19}$/),
]);

/** The number of a scheduled meeting: 9 to 11 digits today. */
export const zoomMeetingId = anyMeetingId.pipe(z.string().regex(/^\d{9,12}$/));

export const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
