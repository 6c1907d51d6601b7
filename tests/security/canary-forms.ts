/** The forms in which a text may lie in a dump: as it is, escaped, or as bytes in hex or base64 wherever it begins. */
function canaryForms(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  const json = JSON.stringify(text).slice(1, -1);
  const forms = [
    text,
    text.toLowerCase(),
    json,
    JSON.stringify(json).slice(1, -1),
    asciiJson(text),
    encodeURIComponent(text),
    encodeURI(text),
    new URLSearchParams({ x: text }).toString().slice(2),
    htmlEscaped(text),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => [
      base64At(bytes, offset, "base64"),
      base64At(bytes, offset, "base64url"),
    ]),
  ];
  return [...new Set(forms)];
}

/** Which of the canaries (by name) lie in the text, in whatever form. */
export function canariesIn(text: string, canaries: Readonly<Record<string, string>>): string[] {
  return Object.keys(canaries).filter((name) =>
    canaryForms(canaries[name] ?? "").some((form) => text.includes(form)),
  );
}

const asciiJson = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );

const htmlEscaped = (text: string) =>
  text
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll("&#38;", "&amp;")
    .replaceAll("&#34;", "&quot;");

/** What of the base64 is the same whatever stands before and behind, when the text begins at this place of three. */
function base64At(bytes: Buffer, offset: number, encoding: "base64" | "base64url"): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(encoding)
    .replace(/=+$/, "");
  const begin = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(begin, end);
}
