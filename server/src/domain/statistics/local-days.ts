export interface LocalDay {
  /** As people of that zone write it, such as 2027-01-15. */
  date: string;
  since: Date;
  until: Date;
}

const quarterMs = 15 * 60_000;
const usualQuarters = 24 * 4;
// The shortest and the longest day that a clock change makes, with room to spare.
const minQuarters = 20 * 4;
const maxQuarters = 50 * 4;

/**
 * The days of a range in a time zone; the first and the last one are cut where the range begins and ends. Since the
 * year 2000 every zone changes its clocks at a whole quarter-hour of UTC.
 */
export function localDays({ since, until }: { since: Date; until: Date }, timezone: string): LocalDay[] {
  const dateAt = datesIn(timezone);
  const days: LocalDay[] = [];
  for (let at = since; at < until; ) {
    const date = dateAt(at);
    const next = new Date(Math.min(until.getTime(), endOf(date, at, dateAt).getTime()));
    days.push({ date, since: at, until: next });
    at = next;
  }
  return days;
}

/** The instant at which the day of `at` is over: the first quarter-hour of another date. */
function endOf(date: string, at: Date, dateAt: (at: Date) => string): Date {
  const first = Math.floor(at.getTime() / quarterMs);
  const isOver = (quarters: number) => dateAt(new Date((first + quarters) * quarterMs)) !== date;
  // Most days are of 24 hours, and asking for a date is what costs.
  if (isOver(usualQuarters) && !isOver(usualQuarters - 1))
    return new Date((first + usualQuarters) * quarterMs);
  let [same, other] = [isOver(minQuarters) ? 0 : minQuarters, maxQuarters];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (isOver(middle)) other = middle;
    else same = middle;
  }
  return new Date((first + other) * quarterMs);
}

/** A format takes longer to make than a month of dates to write; a clinic asks for few zones. */
let latest: { timeZone: string; format: Intl.DateTimeFormat } | null = null;

function datesIn(timeZone: string): (at: Date) => string {
  if (latest?.timeZone !== timeZone) latest = { timeZone, format: formatOf(timeZone) };
  const { format } = latest;
  return (at) => format.format(at);
}

const formatOf = (timeZone: string) =>
  new Intl.DateTimeFormat("en-CA", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
