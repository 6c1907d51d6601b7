import type { Device, Room, Span } from "./day.ts";
import type { Dice } from "./dice.ts";

/** Somebody with this device wants to be inside for that time: they wait, are let in or not, drop out and come back. */
export function enter(dice: Dice, rooms: readonly Room[], device: Device, wanted: Span): void {
  const { chance, between } = dice;
  const key = () => `${device.of} ${between(0, 1e9)}`;
  const opened = rooms[0]?.from ?? wanted.to;
  const isGuest = device.zoomUserId !== "host-user";
  if (isGuest && wanted.from < opened) {
    const to = Math.min(opened, wanted.to, wanted.from + between(20, 900));
    device.waits.push({ key: key(), uuid: "", place: "before-host", from: wanted.from, to });
  }
  const waitingRoom = isGuest && device.of !== "doctor" && chance(0.3);
  for (const room of rooms) {
    const from = Math.max(wanted.from, room.from);
    const to = Math.min(wanted.to, room.to);
    if (from > to) continue;
    let stayKey = key();
    let admitted = from;
    if (waitingRoom) {
      admitted = chance(0.2) ? room.to + 1 : from + between(0, 120);
      const until = Math.min(admitted, to);
      device.waits.push({ key: stayKey, uuid: room.uuid, place: "waiting-room", from, to: until });
      if (chance(0.3)) stayKey = key();
    }
    if (admitted > to) continue;
    const breaks = chance(0.2) ? between(admitted, to) : to;
    device.stays.push({ key: stayKey, uuid: room.uuid, from: admitted, to: breaks });
    const back = breaks + between(3, 90);
    if (back < to) device.stays.push({ key: key(), uuid: room.uuid, from: back, to });
  }
}
