import { dueMeetings, meetingsToSettle } from "@patientcare/zoom-db";
import type { Deps } from "../deps.ts";

const mostAtOnce = 200;

/** What is due although no hint came: meetings that Zoom must match, and meetings that the clock changes. */
export async function findDueWork({ db }: Deps): Promise<{ sync: string[]; settle: string[] }> {
  const [sync, settle] = await Promise.all([dueMeetings(db, mostAtOnce), meetingsToSettle(db, mostAtOnce)]);
  return { sync, settle };
}
