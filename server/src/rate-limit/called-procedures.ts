/** A batch of more is refused as it is, and nothing of it runs. */
export const mostBatchedCalls = 20;

/** The procedures that a request to /trpc names, read as tRPC reads them: a comma counts however it is written. */
export function calledProcedures(url: string): { paths: string[]; batch: boolean } {
  const { pathname, searchParams } = new URL(url);
  const path = decoded(pathname.replace(/^\/trpc\/?/, "").replace(/\/$/, ""));
  const batch = searchParams.get("batch") === "1";
  return { paths: batch ? path.split(",") : [path], batch };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
