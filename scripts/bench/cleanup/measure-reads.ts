import { setTimeout as sleep } from "node:timers/promises";
import { type Db, findMeeting } from "@patientcare/zoom-db";

export interface ReadTimes {
  reads: number;
  p50: number;
  p99: number;
}

const everyMs = 5;

/** Reads meetings by id, one every 5 ms however long each takes, until `until` is settled. Times in milliseconds. */
export async function measureReads(
  db: Db,
  ids: readonly string[],
  until: Promise<unknown>,
): Promise<ReadTimes> {
  let over = false;
  until.finally(() => {
    over = true;
  });
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const start = performance.now();
  for (let next = 0; !over; next += 1) {
    const due = start + next * everyMs;
    await sleep(Math.max(0, due - performance.now()));
    running.push(read(db, ids[next % ids.length] ?? "", times));
  }
  await Promise.all(running);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { reads: times.length, p50: at(0.5), p99: at(0.99) };
}

async function read(db: Db, id: string, times: number[]): Promise<void> {
  const from = performance.now();
  if (!(await findMeeting(db, id))) throw new Error("A live meeting could not be read");
  times.push(performance.now() - from);
}
