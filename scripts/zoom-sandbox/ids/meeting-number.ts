import { randomInt } from "node:crypto";

export function newMeetingNumber(isTaken: (id: string) => boolean): string {
  for (;;) {
    const id = String(randomInt(80_000_000_000, 99_999_999_999));
    if (!isTaken(id)) return id;
  }
}
