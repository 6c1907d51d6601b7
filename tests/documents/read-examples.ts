import { readFileSync } from "node:fs";

export interface Example {
  name: string;
  text: string;
}

const block = (kind: string) =>
  new RegExp(`<!-- ${kind}: (\\S+) -->\\n\\n\`\`\`\\w+\\n([\\s\\S]*?)\\n\`\`\``, "g");

/** The code blocks of a document that carry a name in a marker of this kind, in the order of the document. */
export const readBlocks = (document: string, kind: "example" | "answer" | "refusal"): Example[] =>
  [...withFutureTimes(readFileSync(document, "utf8")).matchAll(block(kind))].map(
    ([, name = "", text = ""]) => ({
      name,
      text,
    }),
  );

const dayMs = 86_400_000;
const written = Date.parse("2027-01-15T00:00:00Z");

/** Examples name days that will be past: all but those in messages are moved, so that the visits lie 30 days ahead. */
function withFutureTimes(text: string): string {
  const shift = Math.floor(Date.now() / dayMs) * dayMs + 30 * dayMs - written;
  return text.replace(/(?<!such as .{0,2})\b2027-01-\d\d(?=T)/g, (day) =>
    new Date(Date.parse(day) + shift).toISOString().slice(0, 10),
  );
}
