import type { Dice } from "../../visit/days/dice.ts";

/** A plan of an input of up to 256 KB. */
export interface Plan {
  procedure: string;
  /** The place of what fills it: the path of a field, with dots. */
  place: string;
  filling: Filling;
  fragment: string;
  /** What stands before and behind the fragments. */
  before: string;
  behind: string;
  meta: MetaKind;
}

const fillings = ["text", "fields", "long-names", "list", "levels", "number", "objects", "blanks"] as const;
type Filling = (typeof fillings)[number];

const metaKinds = ["none", "dates", "undefined", "equal", "map", "tree"] as const;
type MetaKind = (typeof metaKinds)[number];

const maxBodyBytes = 256 * 1024;
const sample = 800;

const fragments = [
  "a",
  ".",
  "-",
  "@",
  " ",
  "0",
  "Z",
  "é",
  "a.",
  "a@",
  "-a",
  "xn--a.",
  "\u{1F469}\u200D",
  "e\u0301",
  "\u0130",
  "\u212A",
  "字",
  "\u0001",
  '"',
  "\\",
  '\\"',
  "de-",
  "x-a-",
  "1.",
  "0:",
  "+01:",
  "2027-01-15T09:00:00.",
  "A/",
  "%00",
  "\ud800",
  "ß",
  "ﷺ",
] as const;

const edges = [
  "",
  "a",
  "a@",
  '"',
  "2027-01-15T09:00:00.",
  "de-",
  "@a.example",
  "Z",
  "Europe/",
  "a@é.",
] as const;

const placesOf: Record<string, readonly string[]> = {
  "meetings.create": [
    "topic",
    "startTime",
    "hostEmail",
    "participantEmail",
    "participantName",
    "timezone",
    "duration",
  ],
  "meetings.list": ["status", "hostEmail", "from", "cursor", "limit"],
  "meetings.update": ["topic", "startTime", "meetingId"],
  "links.invite": ["name", "email", "language", "interprets"],
  "lifecycle.appointmentChanged": [
    "appointment.topic",
    "appointment.startTime",
    "appointment.timezone",
    "appointment.doctor.email",
    "appointment.doctor.id",
    "appointment.patient.email",
    "appointment.patient.name",
    "appointment",
  ],
  "lifecycle.confirmOutcome": ["reason", "outcome"],
  "lifecycle.events": ["lastEventId"],
  "stats.daily": ["from", "timezone", "by"],
};

export function aPlan(dice: Dice, procedure: string): Plan {
  const [first = "meetingId", ...more] = placesOf[procedure] ?? [];
  return {
    procedure,
    place: dice.pick([first, ...more, "", "unknown"]),
    filling: dice.pick(fillings),
    fragment: dice.pick(fragments),
    before: dice.pick(edges),
    behind: dice.pick(edges),
    meta: dice.pick(metaKinds),
  };
}

const genes = ["place", "filling", "fragment", "before", "behind", "meta"] as const;

/** A plan that differs in one thing. */
export function changed(dice: Dice, plan: Plan): Plan {
  const other = aPlan(dice, plan.procedure);
  const gene = dice.pick(genes);
  return { ...plan, [gene]: other[gene] };
}

/** The body of a plan: as much of the filling as fits beside an input that is good. */
export function bodyOf({ place, filling, fragment, before, behind, meta }: Plan, good: object): string {
  const write = (count: number) => {
    const json = withValue(good, place, fill(filling, fragment, before, behind, count));
    const text = JSON.stringify({ json, ...metaOf(meta, place, count) });
    return filling === "blanks" ? text + " ".repeat(count) : text;
  };
  const bytesOf = (count: number) => Buffer.byteLength(write(count));
  const empty = bytesOf(0);
  const each = Math.max((bytesOf(sample) - empty) / sample, 1);
  let count = Math.floor((maxBodyBytes - empty) / each);
  while (bytesOf(count) > maxBodyBytes) count = Math.floor(count * 0.95);
  return write(count);
}

function fill(filling: Filling, fragment: string, before: string, behind: string, count: number): unknown {
  const each = Math.floor(count / 8);
  switch (filling) {
    case "text":
      return before + fragment.repeat(count) + behind;
    case "fields":
      return Object.fromEntries(Array.from({ length: each }, (_, number) => [fragment + number, 1]));
    case "long-names":
      return { [before + fragment.repeat(count)]: 1 };
    case "list":
      return Array<string>(each).fill(fragment);
    case "levels": {
      let value: unknown = fragment;
      for (let level = 0; level < Math.min(each, 1_000); level++) value = { a: value };
      return value;
    }
    case "number":
      return Number(`1e${count % 400}`);
    case "objects":
      return Array.from({ length: each }, () => ({ [fragment]: {} }));
    case "blanks":
      return before + fragment;
  }
}

function withValue(good: object, place: string, value: unknown): unknown {
  if (place === "")
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...good, ...value }
      : value;
  const [name = "", ...rest] = place.split(".");
  if (rest.length === 0) return { ...good, [name]: value };
  return { ...good, [name]: withValue(Object(Reflect.get(good, name)), rest.join("."), value) };
}

function metaOf(kind: MetaKind, place: string, count: number): { meta?: object } {
  const many = Math.min(Math.floor(count / 16), 60);
  const paths = Array.from({ length: many }, (_, number) => `${place}.${number}`);
  const typed = (type: string) => ({
    meta: { values: Object.fromEntries(paths.map((path) => [path, [type]])), v: 1 },
  });
  switch (kind) {
    case "none":
      return {};
    case "dates":
      return typed("Date");
    case "undefined":
      return typed("undefined");
    case "map":
      return typed("map");
    case "equal":
      return { meta: { referentialEqualities: { [place]: paths } } };
    case "tree":
      return {
        meta: { values: { [place]: ["Date", Object.fromEntries(paths.map((path) => [path, ["Date"]]))] } },
      };
  }
}
