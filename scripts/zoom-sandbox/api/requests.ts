import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";

export class ApiError extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(
    status: ContentfulStatusCode,
    body: { code: number; message: string; errors?: { field: string; message: string }[] },
    headers: Record<string, string> = {},
  ) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function invalidField(field: string): ApiError {
  return new ApiError(400, {
    code: 300,
    message: "Validation Failed.",
    errors: [{ field, message: `Invalid parameter: ${field}.` }],
  });
}

export function parseBody<T>(schema: z.ZodType<T>, text: string): T {
  const json = text === "" ? {} : parseJson(text);
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new ApiError(400, { code: 300, message: "Request Body should be a valid JSON object." });
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path }) => ({
    field: path.join("."),
    message: `Invalid parameter: ${String(path.at(-1) ?? "")}.`,
  }));
  throw new ApiError(400, { code: 300, message: "Validation Failed.", errors });
}

/**
 * The meeting id or uuid of a /past_meetings path. Zoom's router decodes once before it splits the path,
 * so a uuid that starts with "/" or holds "//" only arrives whole when the caller encoded it twice.
 */
export function meetingUuidInPath(url: string): string {
  const segment = new URL(url).pathname.split("/past_meetings/")[1]?.split("/")[0] ?? "";
  const routed = decodeURIComponent(segment);
  if (routed.startsWith("/") || routed.includes("//"))
    throw new ApiError(404, {
      code: 3001,
      message: "This meeting is not available or the meeting ID is invalid.",
    });
  return /%2F|%3D|%2B/i.test(routed) ? decodeURIComponent(routed) : routed;
}

const maxPageSize = 300;
const pageTokenLifetimeMs = 15 * 60_000;

export type PageQuery = { pageSize: number; token: string | undefined; filter: string };

export type Page<T> = { items: T[]; next_page_token: string; page_size: number; total_records: number };

type Position = { offset: number; filter: string; issuedAt: number };

function readToken(token: string, filter: string, now: Date): number {
  try {
    const position = JSON.parse(Buffer.from(token, "base64url").toString()) as Position;
    const isFresh = now.getTime() - position.issuedAt <= pageTokenLifetimeMs;
    if (position.filter === filter && isFresh) return position.offset;
  } catch {
    // A token of another origin is rejected below, like an expired one.
  }
  throw new ApiError(400, { code: 300, message: "The next page token is invalid or expired." });
}

/** The requested page. Its token is valid only for the same `filter`: the other parameters of the call. */
export function pageQuery(query: Record<string, string>, filter: string): PageQuery {
  const pageSize = Number(query.page_size ?? 30);
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > maxPageSize) throw invalidField("page_size");
  return { pageSize, token: query.next_page_token, filter: `${filter} ${pageSize}` };
}

/** Returns one page; its token is valid for 15 minutes, and only with the same filter. */
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
