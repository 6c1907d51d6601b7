/** A batch of more is refused as it is, and nothing of it runs. */
export const mostBatchedCalls = 20;

/** The procedures that a request to /trpc names, read as tRPC reads them: a comma counts however it is written. */
export function calledProcedures(url: string): { paths: string[]; batch: boolean } {
  const path = decoded(procedurePath(url));
  const batch = new URL(url).searchParams.get("batch") === "1";
  return { paths: batch ? path.split(",") : [path], batch };
}

/** What an address under /trpc names, as it is written there. */
export function procedurePath(url: string): string {
  const [address = ""] = url.split("?", 1);
  const from = address.indexOf("/", address.indexOf("://") + 3) + "/trpc/".length;
  return address.slice(from, address.endsWith("/") ? -1 : undefined);
}

/** How many calls a request to /trpc makes; at most as many as a batch may. */
export const countCalls = (url: string): number =>
  // Most calls come alone, and need no reading.
  url.includes("?") ? Math.min(calledProcedures(url).paths.length, mostBatchedCalls) : 1;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
