import { z } from "zod";

/** A field that we can do without: absent, empty or odd, it is undefined. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);

export const text = z.string().min(1);

export const zoomMeetingId = z.union([
  z.number().int().positive().max(Number.MAX_SAFE_INTEGER).transform(String),
  z.string().regex(/^[1-9]\d{0,19}$/),
]);

export const instant = z.iso.datetime({ offset: true }).transform((value) => new Date(value));
