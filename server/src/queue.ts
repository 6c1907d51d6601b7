import type { Db } from "@patientcare/zoom-db";
import { fromKysely, PgBoss } from "pg-boss";
import { describeError, type Log } from "./telemetry/log.ts";

const syncQueue = "sync-meeting";
const cleanupQueue = "archive-meetings";
const sundayNight = "0 2 * * 0";

/** Hints that a meeting has something to do at Zoom. Losing all of them loses nothing: a scan finds what is due. */
export interface Queue {
  /** Enqueues with the caller's transaction: a rolled back change leaves no hint. */
  enqueueSync(trx: Db, meetingId: string): Promise<void>;
  workOnSyncs(handle: (meetingId: string) => Promise<void>): Promise<void>;
  /** Every Sunday at 02:00 UTC, in one of the processes that work; in another, should that one die. */
  workOnCleanups(handle: () => Promise<void>): Promise<void>;
  isReady(): Promise<boolean>;
  stop(): Promise<void>;
}

export async function startQueue(url: string, options: { worker: boolean; log: Log }): Promise<Queue> {
  const { worker, log } = options;
  const boss = new PgBoss({
    connectionString: url,
    application_name: "patientcare-zoom-queue",
    max: worker ? 4 : 2,
    schema: "pgboss",
    supervise: worker,
    schedule: worker,
    useListenNotify: worker,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
  });
  boss.on("error", (error) =>
    log.warn(describeError(error), "The job queue had trouble; the scan covers for it"),
  );
  await boss.start();
  await boss.createQueue(syncQueue, {
    notify: true,
    heartbeatSeconds: 10,
    retryLimit: 0,
    deleteAfterSeconds: 3_600,
  });
  await boss.createQueue(cleanupQueue, {
    heartbeatSeconds: 60,
    expireInSeconds: 12 * 3_600,
    retryLimit: 5,
    retryDelay: 60,
  });

  return {
    async enqueueSync(trx, meetingId) {
      await boss.send(syncQueue, { meetingId }, { db: fromKysely(trx) });
    },
    async workOnSyncs(handle) {
      await boss.work<
        { meetingId: string },
        void,
        {
          batchSize: number;
          pollingIntervalSeconds: number;
          notifyPollingIntervalSeconds: number;
          burstWhenBatchFull: boolean;
          perJobResults: false;
        }
      >(
        syncQueue,
        {
          batchSize: 10,
          pollingIntervalSeconds: 0.5,
          notifyPollingIntervalSeconds: 0.5,
          burstWhenBatchFull: true,
          perJobResults: false,
        },
        async (jobs) => {
          await Promise.all([...new Set(jobs.map((job) => job.data.meetingId))].map(handle));
        },
      );
    },
    async workOnCleanups(handle) {
      await boss.schedule(cleanupQueue, sundayNight, null, { tz: "UTC", missed: "once" });
      await boss.work(cleanupQueue, { pollingIntervalSeconds: 2 }, handle);
    },
    isReady: () => boss.isInstalled(),
    stop: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}
