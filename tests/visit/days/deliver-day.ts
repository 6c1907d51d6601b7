import type { KnownPeople } from "@patientcare/zoom-server/domain/visit/recognition.ts";
import type { LinkUse } from "@patientcare/zoom-server/domain/visit/visit-attempts.ts";
import type {
  FactParticipant,
  VisitFact,
  WaitFact,
} from "@patientcare/zoom-server/domain/visit/visit-facts.ts";
import { type Day, type Device, opens } from "./day.ts";
import type { Dice } from "./dice.ts";

export const at = (seconds: number) => new Date(Date.UTC(2030, 4, 7, 10) + seconds * 1000);

export interface Delivering {
  /** The share of deliveries that are lost. */
  lost: number;
  /** Zoom names the participants of past instances. */
  pastKnown: boolean;
}

/** A day as Zoom and our links show it. */
export interface DeliveredDay {
  /** The deliveries of Zoom, as they arrived. */
  inRooms: VisitFact[];
  waits: WaitFact[];
  /** Zoom's answer about the past, where it gives one. */
  past: VisitFact[];
  uses: LinkUse[];
  known: Omit<KnownPeople, "redirects">;
  participantsKnown: boolean;
  /** The devices of which any delivery arrived, and those of which one arrived from inside a room. */
  heard: Set<Device>;
  heardInRoom: Set<Device>;
  /** Those of which an arrival or a departure was never delivered: when they were inside is assumed. */
  halfDelivered: Set<Device>;
  /** The bots, colleagues and hosts of whom a delivery said so. */
  identified: Set<Device>;
  /** Zoom names nobody of the past, and what it delivered shows a gap. */
  hasGap: boolean;
}

export function deliverDay(dice: Dice, day: Day, { lost, pastKnown }: Delivering): DeliveredDay {
  const inRooms: VisitFact[] = [];
  const waits: WaitFact[] = [];
  const [heard, heardInRoom] = [new Set<Device>(), new Set<Device>()];
  const [halfDelivered, identified] = [new Set<Device>(), new Set<Device>()];
  let hasGap = !pastKnown && day.rooms.length === 0;
  const arrivals = () => (dice.chance(lost) ? 0 : dice.chance(0.05) ? 2 : 1);
  const deliver = <Fact extends VisitFact | WaitFact>(
    into: Fact[],
    fact: Fact,
    device: Device | null,
  ): void => {
    const times = arrivals();
    for (let time = 0; time < times; time += 1) into.push(fact);
    if (device === null) hasGap ||= times === 0 && !pastKnown;
    if (device === null) return;
    if (times === 0 && !pastKnown && (fact.kind === "joined" || fact.kind === "left"))
      halfDelivered.add(device);
    if (times === 0) return;
    heard.add(device);
    if (saysWhoTheyAre(device, fact.participant)) identified.add(device);
    if (!("place" in fact) && fact.kind !== "bound") heardInRoom.add(device);
  };
  const shown = (device: Device, stay: string, name: string): FactParticipant => ({
    stay,
    zoomUserId: dice.chance(0.1) ? null : device.zoomUserId,
    emailHash: day.nameless || dice.chance(0.15) ? null : device.email,
    participantUuid: dice.chance(0.15) ? null : device.participantUuid,
    name: day.nameless ? null : dice.chance(0.05) ? "" : name,
  });

  for (const { uuid, from, to } of day.rooms) {
    deliver(inRooms, factOf("started", uuid, from), null);
    deliver(inRooms, factOf("ended", uuid, to), null);
  }
  for (const device of day.devices) {
    const lastName = device.renamed ?? device.name;
    for (const { key, uuid, from, to } of device.stays) {
      deliver(inRooms, factOf("joined", uuid, from, shown(device, key, device.name)), device);
      deliver(inRooms, factOf("left", uuid, to, shown(device, key, lastName)), device);
      const other = device.boundTo?.stays.find((stay) => stay.uuid === uuid);
      const bound = factOf("bound", uuid, from, shown(device, key, device.name));
      if (other) deliver(inRooms, { ...bound, boundTo: { stay: other.key, participantUuid: null } }, device);
    }
    for (const { key, uuid, place, from, to } of device.waits) {
      const participant =
        place === "waiting-room"
          ? shown(device, key, device.name)
          : atTheDoor(shown(device, key, device.name));
      if (!participant) continue;
      const wait = { place, uuid, hostId: "host-user", participant };
      deliver(waits, { ...wait, kind: "waiting", at: at(from) }, device);
      deliver(waits, { ...wait, kind: "waited", at: at(to) }, device);
    }
  }
  shuffle(dice, inRooms);
  shuffle(dice, waits);
  return {
    inRooms,
    waits,
    past: pastKnown ? deliverPast(day, heard, heardInRoom) : [],
    uses: usesOf(dice, day),
    known: knownOf(day),
    participantsKnown: pastKnown,
    heard,
    heardInRoom,
    halfDelivered,
    identified,
    hasGap,
  };
}

/** Before the host Zoom sends a name and the id of somebody signed in, and nothing of people who have neither. */
function atTheDoor({ zoomUserId, name }: FactParticipant): FactParticipant | null {
  const stay = zoomUserId ?? (name ? `name ${name}` : null);
  return stay === null ? null : { stay, zoomUserId, emailHash: null, participantUuid: null, name };
}

function saysWhoTheyAre({ of, zoomUserId }: Device, participant: FactParticipant | null): boolean {
  if (of === "bot") return Boolean(participant?.name);
  if (of === "colleague") return Boolean(participant?.emailHash);
  return zoomUserId === "host-user" && participant?.zoomUserId === "host-user";
}

const factOf = (
  kind: VisitFact["kind"],
  uuid: string,
  seconds: number,
  participant: FactParticipant | null = null,
): VisitFact => ({
  kind,
  uuid,
  zoomMeetingId: "123456789",
  at: at(seconds),
  sessionStart: null,
  hostId: "host-user",
  participant,
});

/** Zoom's answer names the last name of each stay, no participant uuid, and nobody where only one person came. */
function deliverPast({ nameless, rooms, devices }: Day, ...heard: Set<Device>[]): VisitFact[] {
  const past: VisitFact[] = [];
  for (const { uuid, from, to } of rooms) {
    past.push(factOf("started", uuid, from), factOf("ended", uuid, to));
    const inside = devices.filter(({ stays }) => stays.some((stay) => stay.uuid === uuid));
    if (inside.length < 2) continue;
    for (const device of inside) {
      for (const set of heard) set.add(device);
      for (const stay of device.stays.filter((one) => one.uuid === uuid)) {
        const person: FactParticipant = {
          stay: stay.key,
          zoomUserId: device.zoomUserId,
          emailHash: nameless ? null : device.email,
          participantUuid: null,
          name: nameless ? null : (device.renamed ?? device.name),
        };
        past.push(factOf("joined", uuid, stay.from, person), factOf("left", uuid, stay.to, person));
      }
    }
  }
  return past;
}

function shuffle<T>({ between }: Dice, list: T[]): void {
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = between(0, last);
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
}

function usesOf({ between }: Dice, { linkSent, clicks }: Day): LinkUse[] {
  const sentTo = { patient: "patient's link", all: null, former: "link of a former patient" };
  const participantId = linkSent === "never" ? undefined : sentTo[linkSent];
  const handedOver: LinkUse[] =
    participantId === undefined
      ? []
      : [
          {
            use: "handed-over",
            participantId,
            kind: participantId === null ? null : "patient",
            at: at(opens - 86_400),
            device: null,
          },
        ];
  const used = clicks.map(
    ({ use, link, at: seconds, browser }): LinkUse => ({
      use,
      participantId: `${link}'s link`,
      kind: link,
      // Our clock is not Zoom's.
      at: new Date(at(seconds).getTime() + between(-1500, 1500)),
      device: browser,
    }),
  );
  return [...handedOver, ...used];
}

const knownOf = ({ companion }: Day): Omit<KnownPeople, "redirects"> => ({
  doctorEmailHashes: ["hash of ada", "hash of the pool"],
  doctorName: "dr ada",
  patientParticipantId: "patient's link",
  patientEmailHash: "hash of sam",
  companions:
    companion === null
      ? []
      : [
          {
            participantId: `${companion.kind}'s link`,
            kind: companion.kind,
            emailHash: companion.emailKnown ? "hash of tom" : null,
            name: companion.nameKnown ? "tom jones" : null,
          },
        ],
  staffEmailHashes: new Set(["hash of a colleague"]),
});
