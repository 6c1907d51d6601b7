import type { Db } from "@patientcare/zoom-db";

/** How many rows the access log holds. */
export async function countAccess(db: Db): Promise<number> {
  const { rows } = await db
    .selectFrom("access_log")
    .select(({ fn }) => fn.countAll<number>().as("rows"))
    .executeTakeFirstOrThrow();
  return rows;
}
