import {
  agedMeetings,
  appointmentsNamed,
  type Database,
  deliveryTables,
  forgetNames,
  forgetOldBodies,
  forgetSaid,
  peopleWithNothingNewer,
  rewriteTopics,
  updateAppointment,
} from "@patientcare/zoom-db";
import type { Transaction } from "kysely";
import type { Deps } from "../../deps.ts";
import { readContent, storedContent } from "../appointments/stored-content.ts";
import { neutralTopic, storedTopic } from "../meetings/stored-topic.ts";
import { runScheduledTask } from "../upkeep/run-scheduled-task.ts";
import type { PrivacyDeps } from "./privacy-deps.ts";

const bodiesAtOnce = 1_000;
const meetingsAtOnce = 100;

export interface Forgotten {
  bodies: number;
  meetings: number;
}

interface Ages {
  deliveryBodyDays: number;
  personalDataDays: number;
}

/** Forgets what is older than the clinic may keep it, once a day. */
export const forgetOldDataWhenDue = (deps: Deps): Promise<void> =>
  runScheduledTask(deps, "forget-old-data", async (shouldStop) => {
    const { bodies, meetings } = await forgetOldData(deps, deps.config.retention, shouldStop);
    deps.log.info({ event: "forgotten", count: bodies + meetings }, "Forgot old bodies, names and addresses");
    return { finished: !shouldStop() };
  });

/**
 * Forgets the bodies of old deliveries (what was evaluated from them stays as it is), and of old finished visits what was
 * said of people: names, topics, the platform's messages; of people without a younger visit also name, address and key.
 */
export async function forgetOldData(
  deps: PrivacyDeps,
  { deliveryBodyDays, personalDataDays }: Ages,
  shouldStop: () => boolean = () => false,
): Promise<Forgotten> {
  const bodies = await untilNone(shouldStop, bodiesAtOnce, (limit) =>
    deps.db.transaction().execute(async (trx) => {
      let count = 0;
      for (const table of deliveryTables)
        count += await forgetOldBodies(trx, table, { days: deliveryBodyDays, limit });
      return count;
    }),
  );
  const meetings = await untilNone(shouldStop, meetingsAtOnce, (limit) =>
    deps.db.transaction().execute((trx) => forgetAgedMeetings(deps, trx, { days: personalDataDays, limit })),
  );
  return { bodies, meetings };
}

async function untilNone(
  shouldStop: () => boolean,
  limit: number,
  forget: (limit: number) => Promise<number>,
): Promise<number> {
  for (let all = 0; ; ) {
    const count = shouldStop() ? 0 : await forget(limit);
    if (count === 0) return all;
    all += count;
  }
}

async function forgetAgedMeetings(
  deps: PrivacyDeps,
  trx: Transaction<Database>,
  age: { days: number; limit: number },
): Promise<number> {
  const meetings = await agedMeetings(trx, age);
  const ids = meetings.map(({ id }) => id);
  const topics = meetings.map(({ id, table }) => ({
    id,
    table,
    topic: storedTopic(deps, null, id, neutralTopic),
  }));
  await rewriteTopics(trx, topics);
  await forgetSaid(trx, ids);
  for (const row of await appointmentsNamed(
    trx,
    meetings.map(({ appointment_id }) => appointment_id),
  )) {
    const [incoming, base] = [readContent(deps, row, "incoming"), readContent(deps, row, "base")];
    if (incoming === null || base === null) continue;
    await updateAppointment(trx, row.id, {
      incoming: storedContent(deps, null, { id: row.id, column: "incoming" }, incoming),
      base: storedContent(deps, null, { id: row.id, column: "base" }, base),
    });
  }
  const people = await peopleWithNothingNewer(trx, ids, age.days);
  await forgetNames(
    trx,
    people.map((id) => ({ id, ...deps.encryption.newPersonKey() })),
  );
  return meetings.length;
}
