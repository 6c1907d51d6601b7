import { setTimeout as sleep } from "node:timers/promises";
import { type Db, findMeeting, readMeetings } from "@patientcare/zoom-db";
import { newId } from "@patientcare/zoom-server/new-id.ts";
import { percentile } from "../percentile.ts";

/** One way to read meetings, and the milliseconds that each reading took. */
export interface ReadTimes {
  way: string;
  times: number[];
}

const everyMs = 5;

const ways = [
  {
    way: "as meetings.get reads and logs it",
    async read(db: Db, meetingId: string) {
      const caller = { action: "meetings.get", actor: "bench", actor_role: "service", request_id: null };
      const [meeting] = await readMeetings(db, [
        {
          name: { meetingId },
          owner: null,
          access: { id: newId(), ...caller, hands_over: false, seal: null },
        },
      ]);
      return meeting;
    },
  },
  { way: "the row alone, nothing logged", read: findMeeting },
];

/** Reads meetings by id, one every 5 ms however long each takes, in each way in turn, until `until` is settled. */
export async function measureReads(
  db: Db,
  ids: readonly string[],
  until: Promise<unknown>,
): Promise<ReadTimes[]> {
  let over = false;
  until.finally(() => {
    over = true;
  });
  const measured = ways.map(({ way, read }) => ({ way, read, times: [] as number[] }));
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let next = 0; !over; next += measured.length) {
    for (const [place, { read, times }] of measured.entries()) {
      const due = start + (next + place) * everyMs;
      await sleep(Math.max(0, due - performance.now()));
      const from = performance.now();
      running.push(
        read(db, ids[(next + place) % ids.length] ?? "").then((meeting) => {
          if (!meeting) throw new Error("A live meeting could not be read");
          times.push(performance.now() - from);
        }),
      );
    }
  }
  await Promise.all(running);
  return measured.map(({ way, times }) => ({ way, times }));
}

export interface ReadFigures {
  reads: number;
  p50: number;
  p99: number;
}

export function figuresOf(times: readonly number[]): ReadFigures {
  const sorted = Float64Array.from(times).sort();
  return { reads: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
}
