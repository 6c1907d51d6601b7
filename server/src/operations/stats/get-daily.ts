import { noMeetings, readStatistics } from "@patientcare/zoom-db";
import type { Daily, DailyRange } from "../../contract/stats.ts";
import type { Deps } from "../../deps.ts";
import type { Actor } from "../../domain/actor.ts";
import { readableEmail } from "../../domain/email-address.ts";
import { cellsOfRange } from "../../domain/statistics/cells-of-range.ts";
import { localDays } from "../../domain/statistics/local-days.ts";
import { requirePermission } from "../meetings/require-meeting.ts";
import { readCallFigures } from "./read-call-figures.ts";
import { viewFigures } from "./view-figures.ts";

/** The figures of each day of a range, of all doctors or of each; their sums are those of the overview. */
export async function statsDaily(
  { db, metrics, config }: Pick<Deps, "db" | "metrics"> & { config: Pick<Deps["config"], "defaultTimezone"> },
  actor: Actor,
  { from, to, timezone = config.defaultTimezone, by }: DailyRange,
): Promise<Daily> {
  requirePermission(actor, "stats.daily");
  const days = localDays({ since: from, until: to }, timezone);
  const byHost = by === "hostEmail";
  const [counted, calls] = await Promise.all([
    days.length === 0 ? [] : readStatistics(db, days.map(cellsOfRange), { byHost }),
    readCallFigures(metrics),
  ]);
  const ofDay = Map.groupBy(counted, ({ part }) => part);
  const rows = days.flatMap(({ date }, part) => {
    const found = ofDay.get(part) ?? [];
    if (!byHost) return [{ date, ...viewFigures(found[0] ?? noMeetings) }];
    return found
      .toSorted((one, other) => (one.host < other.host ? -1 : 1))
      .map(({ host, ...counts }) => ({ date, hostEmail: readableEmail(host), ...viewFigures(counts) }));
  });
  return { days: rows, ...calls };
}
