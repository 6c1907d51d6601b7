import { ApiError } from "./api-error.ts";

const tokenLifetimeMs = 15 * 60_000;

export type PageQuery = { pageSize: number; token: string | undefined; filter: string };

export type Page<T> = { items: T[]; next_page_token: string; page_size: number; total_records: number };

type Position = { offset: number; filter: string; issuedAt: number };

function readToken(token: string, filter: string, now: Date): number {
  try {
    const position = JSON.parse(Buffer.from(token, "base64url").toString()) as Position;
    const isFresh = now.getTime() - position.issuedAt <= tokenLifetimeMs;
    if (position.filter === filter && isFresh) return position.offset;
  } catch {
    // Not one of our tokens: refused below like an old one.
  }
  throw new ApiError(400, { code: 300, message: "The next page token is invalid or expired." });
}

/** Cuts one page; its token works for a quarter of an hour, with the same filter only. */
export function pageOf<T>(all: T[], { pageSize, token, filter }: PageQuery, now: Date): Page<T> {
  const offset = token ? readToken(token, filter, now) : 0;
  const end = offset + pageSize;
  const next: Position = { offset: end, filter, issuedAt: now.getTime() };
  return {
    items: all.slice(offset, end),
    next_page_token: end < all.length ? Buffer.from(JSON.stringify(next)).toString("base64url") : "",
    page_size: pageSize,
    total_records: all.length,
  };
}
