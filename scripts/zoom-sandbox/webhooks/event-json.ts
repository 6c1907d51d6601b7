/**
 * JSON as Zoom sends it: characters outside the basic plane as two \uXXXX escapes, everything else raw.
 * A receiver that re-serialises the body gets other bytes, and another signature.
 */
export function eventJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u{10000}-\u{10ffff}]/gu, (character) =>
    [0, 1].map((at) => `\\u${character.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`).join(""),
  );
}
