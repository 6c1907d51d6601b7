import { findDueWork } from "@patientcare/zoom-server/operations/sync/find-due-work.ts";
import { expect, test } from "vitest";
import { minutesFromNow } from "../support/a-booking.ts";
import { startApp } from "../support/start-app.ts";
import { aHost } from "./a-host.ts";

test("a backlog of withdrawn meetings is worked off some at a time, of each host fewer; visits are not held up by it", async () => {
  const app = await startApp({ ROLE: "web" });
  app.server.deps.syncNow = async () => {};
  const service = await app.as("service");
  const hosts = Array.from({ length: 8 }, () => aHost(app));
  const cancelled: string[] = [];
  for (const [index, { booking }] of hosts.entries()) {
    for (let visit = 0; visit < 4; visit += 1) {
      const made = await service.meetings.create(
        booking({ startTime: minutesFromNow(60 + visit * 60), waitMs: 0 }),
      );
      if (visit > 0 || index > 0) {
        // As cancelled by a service that died then.
        await app.server.deps.db
          .updateTable("zoom_meetings")
          .set({ status: "cancelled", evaluate_at: null, busy: null })
          .where("id", "=", made.id)
          .execute();
        cancelled.push(made.id);
      }
    }
  }
  const due = await findDueWork(app.server.deps);
  expect(due.sync).toHaveLength(1);
  expect(due.withdrawals).toHaveLength(10);
  const chosen = await Promise.all(due.withdrawals.map((id) => hosts[0]?.row(id)));
  const perHost = Map.groupBy(chosen, (row) => row?.host_email);
  for (const rows of perHost.values()) expect(rows.length).toBeLessThanOrEqual(2);
  expect(cancelled).toHaveLength(31);
});
