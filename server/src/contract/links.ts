import { linkRoles } from "@patientcare/zoom-db/unions";
import { z } from "zod";
import { Uuid } from "./fields.ts";

const LinkRole = z.enum(linkRoles);

export const LinkOf = z.strictObject({ meetingId: Uuid, role: LinkRole });
export type LinkOf = z.output<typeof LinkOf>;

/** `url` is ours and closed outside [opensAt, expiresAt); `password` is null then too. */
export const Link = z.object({
  url: z.string(),
  role: LinkRole,
  opensAt: z.date(),
  expiresAt: z.date(),
  password: z.string().nullable(),
  meetingId: z.string().nullable(),
  topic: z.string(),
  startTime: z.date(),
});
export type Link = z.output<typeof Link>;

export const RevokedLink = z.object({ revokedAt: z.date() });
