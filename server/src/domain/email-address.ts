import { domainToASCII, domainToUnicode } from "node:url";

const maxLocalBytes = 64;
const maxBytes = 254;

// RFC 5321's Dot-string and Quoted-string; letters beyond ASCII are RFC 6531's.
const atom = /[\w!#$%&'*+/=?^`{|}~\p{L}\p{M}\p{N}-]+/u.source;
const dotString = new RegExp(`^${atom}(?:\\.${atom})*$`, "u");
const quotedString = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** The text with the letters A to Z in lower case. Unlike toLowerCase it never makes an ASCII letter of another one. */
export const asciiLowerCase = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether the text is an e-mail address: RFC 5321, with international domains. Address literals are none. */
export function isEmailAddress(text: string): boolean {
  const [local, domain] = partsOf(text);
  if (Buffer.byteLength(local) > maxLocalBytes || !(dotString.test(local) || quotedString.test(local)))
    return false;
  const ascii = toAsciiDomain(domain);
  const labels = ascii.split(".");
  const isDomain =
    labels.length > 1 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? "");
  return isDomain && Buffer.byteLength(`${local}@${ascii}`) <= maxBytes;
}

/**
 * The form in which addresses are compared: ASCII letters in lower case, an international domain in its ASCII form.
 * A text without "@" is lower-cased alone.
 */
export function canonicalEmail(email: string): string {
  const [local, domain] = partsOf(asciiLowerCase(email));
  return `${local}${email.includes("@") ? "@" : ""}${canonicalDomain(domain)}`;
}

export const isSameEmail = (one: string | undefined, other: string | undefined): boolean =>
  one === other ||
  (one !== undefined && other !== undefined && canonicalEmail(one) === canonicalEmail(other));

/** Only such an address proves that something is somebody's: others may look alike and differ. */
export const isAsciiEmail = (email: string): boolean => isAscii(canonicalEmail(email));

/** A canonical address as people write it. */
export function readableEmail(email: string): string {
  const [local, domain] = partsOf(email);
  return domain.includes("xn--") ? `${local}@${domainToUnicode(domain)}` : email;
}

function partsOf(email: string): [local: string, domain: string] {
  const at = email.lastIndexOf("@");
  return at < 0 ? [email, ""] : [email.slice(0, at), email.slice(at + 1)];
}

// domainToASCII reads a URL's host: it cuts at a slash and decodes %41.
const toAsciiDomain = (domain: string): string => {
  if (isAscii(domain)) return asciiLowerCase(domain);
  return /^(?:[A-Za-z0-9.-]|[^\p{ASCII}\s\p{Cc}])+$/u.test(domain) ? domainToASCII(domain) : "";
};

/** IDNA maps some characters to ASCII, such as U+212A to k: a domain with one stays as it is, another than that of ASCII. */
function canonicalDomain(domain: string): string {
  const ascii = toAsciiDomain(domain);
  const staysInternational = ascii.includes("xn--") && ![...domain].some(becomesAscii);
  return isAscii(domain) || !staysInternational ? domain : ascii;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);
const becomesAscii = (character: string): boolean =>
  !isAscii(character) && /\p{ASCII}/u.test(character.normalize("NFKC"));
