import { z } from "zod";
import { asciiLowerCase, canonicalEmail, isEmailAddress } from "../domain/email-address.ts";
import { isTimeZone } from "../domain/time-zone.ts";

const controlCharacter = /\p{Cc}/u;
/** Times on the wire lie in [minTime, maxTime). */
export const minTime = new Date("2000-01-01T00:00:00Z");
export const maxTime = new Date("2200-01-01T00:00:00Z");

/** A uuid of any version, in lower case. */
export const Uuid = z.guid("must be a uuid, such as 0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77").toLowerCase();

const isoWithOffset = z.iso.datetime({
  offset: true,
  error: 'must be a Date, or ISO 8601 with Z or an offset, such as "2027-01-15T09:00:00Z"',
});

/** A Date; ISO 8601 with Z or an offset is accepted too, a time without offset is refused. */
export const Time = z
  .union([z.date(), isoWithOffset.transform((text) => new Date(text))], {
    error: 'must be a Date, or ISO 8601 with Z or an offset, such as "2027-01-15T09:00:00Z"',
  })
  .refine((at) => at >= minTime && at < maxTime, "must lie between the years 2000 and 2200");

/** Whole minutes of a visit made through the API. */
export const Duration = z.int().min(15).max(480);

/** An e-mail address, international domains included; its ASCII letters in lower case. */
export const Email = z
  .string()
  .refine(isEmailAddress, "must be an e-mail address")
  .overwrite(asciiLowerCase)
  .meta({ format: "idn-email", maxLength: 254 });

/** The e-mail of a Zoom user, in the form in which addresses are compared. */
export const HostEmail = Email.overwrite(canonicalEmail);

/** An e-mail that a paid booking is never refused for: null when it is unusable. */
export const LenientEmail = z
  .string()
  .catch("")
  .transform((text) => Email.safeParse(text.trim()).data ?? null);

/** One line of text without control characters. */
export const Line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => !controlCharacter.test(text), "must not hold control characters");

export const Topic = Line(200);
export const PersonName = Line(100);
export const PlatformId = Line(200);

const canonicalTags = (text: string): string[] => {
  try {
    return Intl.getCanonicalLocales(text);
  } catch {
    return [];
  }
};

/** A BCP 47 language tag in its canonical form, sign languages such as "gsg" and "ase" included. */
export const LanguageTag = z
  .string()
  .refine(
    (text) => /^(?=.{2,35}$)[a-z]{2,3}(-|$)/i.test(text) && canonicalTags(text).length === 1,
    'must be a language tag, such as "de", "pt-BR" or "ase"',
  )
  .overwrite((text) => canonicalTags(text)[0] ?? text);

/** An IANA time zone, such as Europe/Berlin. */
export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, such as "Europe/Berlin"');
