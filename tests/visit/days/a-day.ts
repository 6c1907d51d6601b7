import type { CompanionKind } from "@patientcare/zoom-db/unions";
import { type Click, closes, type Day, type Device, opens, type Role, type Room } from "./day.ts";
import type { Dice } from "./dice.ts";
import { enter } from "./enter.ts";

const deviceNames = ["iphone", "galaxy s9", "zoom user", "ipad", ""] as const;

/** How people use the links. */
export interface Habits {
  /** The share of visits whose patient was sent a link. */
  sent: number;
  /** The share of patients who press it before they come; the others come late to it, dial in, or have another way. */
  pressed: number;
}

export const habits = {
  ordinary: { sent: 0.98, pressed: 0.95 },
  stress: { sent: 0.9, pressed: 0.67 },
} as const satisfies Record<string, Habits>;

/** A day of one visit, with all that people, their devices and our links do on it. */
export function aDay(dice: Dice, { sent, pressed }: Habits): Day {
  const { chance, pick } = dice;
  const doctorComes = chance(0.92);
  const day: Day = {
    nameless: chance(0.15),
    rooms: doctorComes || chance(0.05) ? roomsOf(dice) : [],
    devices: [],
    clicks: [],
    linkSent: chance(sent) ? pick(["patient", "all"]) : pick(["never", "never", "former"]),
    companion: null,
  };
  if (doctorComes) bringDoctor(dice, day);
  else if (day.rooms.length > 0) bring(dice, day, aDevice(dice, "colleague"), day.rooms[0]?.from ?? 0, 3000);
  else if (chance(0.06)) click(day, "doctor", dice.between(opens, 1800), "doctor's");
  bringPatient(dice, day, pressed);
  if (chance(0.25)) bringCompanion(dice, day);
  const others: [Role, number][] = [
    ["colleague", 0.06],
    ["bot", 0.1],
    ["stranger", 0.05],
  ];
  for (const [role, probability] of others)
    if (chance(probability))
      bring(dice, day, aDevice(dice, role), dice.between(-600, 1500), dice.between(5, 1500));
  return day;
}

function roomsOf({ chance, between }: Dice): Room[] {
  const from = between(-600, 900);
  const to = Math.min(from + between(40, 1800), closes - 400);
  const again = to + between(10, 120);
  const first = { uuid: "first", from, to };
  return chance(0.1) ? [first, { uuid: "second", from: again, to: again + between(30, 200) }] : [first];
}

const names = {
  doctor: ["dr ada", "dr ada", "ada lovelace", "iphone", "ada's ipad"],
  patient: ["sam jones", "sam jones", ...deviceNames],
  companion: ["tom jones", "tom jones", "tom", ...deviceNames],
  colleague: ["dr grace", "iphone"],
  bot: ["otter.ai notetaker", "sam's fireflies.ai notetaker", "read.ai meeting notes"],
  stranger: ["somebody", ...deviceNames],
} as const satisfies Record<Role, readonly [string, ...string[]]>;

function aDevice({ chance, pick, between }: Dice, of: Role, change: Partial<Device> = {}): Device {
  const unique = `${of} ${between(0, 1e9)}`;
  return {
    of,
    name: pick<string>(names[of]),
    renamed: chance(0.2) ? pick<string>(names[of]) : null,
    zoomUserId: chance(0.2) ? `id of ${unique}` : null,
    email: null,
    participantUuid: `uuid of ${unique}`,
    boundTo: null,
    stays: [],
    waits: [],
    ...(of === "colleague" && { zoomUserId: "grace", email: "hash of a colleague" }),
    ...change,
  };
}

function bring(dice: Dice, day: Day, device: Device, from: number, seconds: number): void {
  enter(dice, day.rooms, device, { from, to: from + seconds });
  day.devices.push(device);
}

function click(
  { clicks }: Day,
  link: Click["link"],
  at: number,
  browser: string | null,
  use: Click["use"] = "redirected",
) {
  clicks.push({ use, link, at: Math.min(Math.max(at, opens), closes - 1), browser });
}

function bringDoctor(dice: Dice, day: Day): void {
  const { chance, between, pick } = dice;
  const [first] = day.rooms;
  if (!first) return;
  const signedIn = {
    zoomUserId: chance(0.98) ? "host-user" : null,
    email: chance(0.7) ? "hash of ada" : null,
  };
  const main = aDevice(dice, "doctor", signedIn);
  const seconds = chance(0.15) ? between(20, first.to - first.from) : closes;
  bring(dice, day, main, first.from, seconds);
  const browser = pick([null, "doctor's", "doctor's", "doctor's"]);
  if (chance(0.85)) click(day, "doctor", first.from - between(1, 60), browser);
  if (chance(0.04)) click(day, "patient", between(opens, first.to), browser);
  if (!chance(0.15)) return;
  const second = aDevice(dice, "doctor", {
    zoomUserId: null,
    name: pick<string>([main.name, "dr ada", "iphone", "+1650***1234"]),
    boundTo: chance(0.2) ? main : null,
  });
  bring(dice, day, second, between(first.from, first.to), between(5, 1500));
}

function bringPatient(dice: Dice, day: Day, pressed: number): void {
  const { chance, between, pick } = dice;
  const sent = day.linkSent === "patient" || day.linkSent === "all";
  const browser = pick([null, "patient's", "patient's"]);
  const arrives = between(-700, 1500);
  if (sent && chance(0.06)) {
    click(day, "patient", arrives - between(2, 100), browser, "turned-away");
    if (chance(0.5)) return;
  }
  if (!chance(0.85)) {
    if (sent && chance(0.2)) click(day, "patient", arrives, browser);
    return;
  }
  const otherWay = () => pick(sent ? ["late-link", "dial-in", "other"] : ["dial-in", "other", "other"]);
  const way = sent && chance(pressed) ? "link" : otherWay();
  if (way === "link")
    click(day, "patient", arrives - (chance(0.5) ? between(30, 860) : between(-2, 8)), browser);
  const booked = chance(0.2) ? { zoomUserId: "sam", email: "hash of sam" } : {};
  const sameNameAsDoctor = chance(0.03) ? { name: "dr ada" } : {};
  const first = aDevice(dice, "patient", {
    ...(chance(0.1) && { zoomUserId: "sam", email: "hash of another address" }),
    ...booked,
    ...(way === "dial-in" && {
      zoomUserId: null,
      email: null,
      name: pick(["1650***1234", "call-in user_1"]),
    }),
    ...sameNameAsDoctor,
  });
  bring(dice, day, first, arrives, between(5, 1800));
  if (way === "late-link") click(day, "patient", arrives + between(10, 400), browser);
  for (let more = pick([0, 0, 0, 1, 2]); more > 0; more -= 1) {
    const comes = arrives + between(0, 900);
    if (sent && way !== "other" && chance(0.5))
      click(day, "patient", comes - between(0, 60), pick([browser, "another"]));
    const device = aDevice(dice, "patient", { zoomUserId: null, boundTo: chance(0.1) ? first : null });
    bring(dice, day, device, comes, between(5, 1500));
  }
}

function bringCompanion(dice: Dice, day: Day): void {
  const { chance, between, pick } = dice;
  const kind = pick<CompanionKind>(["interpreter", "captioner", "caregiver", "trainee"]);
  day.companion = { kind, emailKnown: chance(0.5), nameKnown: chance(0.5) };
  const arrives = between(-700, 1500);
  if (chance(0.7)) click(day, kind, arrives - between(0, 200), pick([null, "companion's"]));
  if (!chance(0.8)) return;
  for (let devices = pick([1, 1, 1, 2]); devices > 0; devices -= 1) {
    const signedIn = chance(0.3) ? { zoomUserId: "tom", email: "hash of tom" } : {};
    bring(dice, day, aDevice(dice, "companion", signedIn), arrives + between(0, 60), between(5, 1500));
  }
}
