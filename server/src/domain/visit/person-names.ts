/** A name as it is compared: people, their devices and Zoom itself write the same one in different ways. */
export const normalName = (name: string): string =>
  name
    .normalize("NFC")
    .replaceAll(/\p{Cf}/gu, "")
    .trim()
    .replaceAll(/\s+/gu, " ")
    .toLowerCase();

/** Names that Zoom or a device gives to whoever uses it: they say nothing about the person. */
const deviceNames = [
  "iphone",
  "ipad",
  "ipod",
  "macbook",
  "imac",
  "galaxy",
  "android",
  "pixel",
  "redmi",
  "xiaomi",
  "huawei",
  "oneplus",
  "moto",
  "nokia",
  "windows",
  "laptop",
  "pc",
  "chromebook",
  "zoom user",
  "zoom room",
  "guest",
  "user",
  "call-in user",
  "telephone",
  "phone",
  "anonymous",
];

/** Words of note-taking programs that join calls as guests. */
const noteTakerWords = [
  "notetaker",
  "note taker",
  "note-taker",
  "notes by",
  "meeting notes",
  "meeting assistant",
  "ai assistant",
  "ai companion",
  "ai scribe",
  "ai note",
  "transcriber",
  "transcription",
  "otter.ai",
  "otterpilot",
  "fireflies",
  "read.ai",
  "read ai",
  "fathom",
  "tl;dv",
  "tldv",
  "avoma",
  "sembly",
  "meetgeek",
  "supernormal",
  "airgram",
  "notta",
  "krisp",
  "circleback",
  "grain.com",
  "zoom recorder",
];

const phoneNumber = /^[+\d*()\s.-]{5,}$/;
const wordsOf = (words: readonly string[]) =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(escaped).join("|")})(?![\\p{L}])`, "u");
const escaped = (word: string) => word.replaceAll(".", "\\.");
const noteTaker = wordsOf(noteTakerWords);
const owner = "(?:[\\p{L}\\p{N} .-]+['’]s )?";
const device = new RegExp(`^${owner}(?:(?:${deviceNames.join("|")})(?:[^\\p{L}]|$)|sm-|desktop-)`, "u");

/** Of normalised names. */
export const isDeviceName = (name: string): boolean => phoneNumber.test(name) || device.test(name);
export const isNoteTakerName = (name: string): boolean => noteTaker.test(name);
