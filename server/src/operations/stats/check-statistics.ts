import { countWrongCells, type Db, monthsWithStatistics, recountMonth } from "@patientcare/zoom-db";
import { foldMarkedStatistics } from "./fold-statistics.ts";

export interface CheckedMonth {
  month: Date;
  /** Cells that did not hold what the rows count. */
  wrongCells: number;
}

export interface CheckOptions {
  /** Counts the months anew whose cells are wrong. */
  repair?: boolean;
  onMonth?: (checked: { done: number; total: number }) => void;
}

/** Counts all meetings again from the rows, month by month, and compares the cells with it. Returns the months that differ. */
export async function checkStatistics(
  { db }: { db: Db },
  { repair = false, onMonth = () => {} }: CheckOptions = {},
): Promise<CheckedMonth[]> {
  const months = await monthsWithStatistics(db);
  const wrong: CheckedMonth[] = [];
  for (const [index, month] of months.entries()) {
    const wrongCells = await countWrongCells(db, month);
    if (wrongCells > 0) wrong.push({ month, wrongCells });
    if (wrongCells > 0 && repair) await db.transaction().execute((trx) => recountMonth(trx, month));
    onMonth({ done: index + 1, total: months.length });
  }
  if (repair && wrong.length > 0) await foldMarkedStatistics({ db, isDraining: () => false });
  return wrong;
}
