import superjson from "superjson";

export interface RawAnswer {
  status: number;
  text: string;
  headers: Headers;
  /** What the wire says of a refusal; undefined for a success. */
  error?: { message: string; code: number; data: Record<string, unknown> & { reason: string } };
  /** The result, with Dates. */
  result?: unknown;
}

/** One call to a procedure as bytes over HTTP; `input` is sent as superjson, `body` as it is. */
export async function callRaw(
  url: string,
  procedure: string,
  { token, input, body, headers = {}, method = "POST" }: RawCall = {},
): Promise<RawAnswer> {
  const response = await fetch(`${url}/trpc/${procedure}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === "POST" && { "content-type": "application/json" }),
      ...headers,
    },
    body: method === "POST" ? (body ?? JSON.stringify(superjson.serialize(input))) : undefined,
  });
  const text = await textOf(response);
  const answer = parsed(text);
  return {
    status: response.status,
    text,
    headers: response.headers,
    error: answer?.error?.json,
    result: answer?.result && superjson.deserialize(answer.result.data),
  };
}

/** A stream has no end of its own: that it began is its answer. */
async function textOf(response: Response): Promise<string> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.text();
  await response.body?.cancel();
  return "";
}

export interface RawCall {
  token?: string;
  input?: unknown;
  body?: string;
  headers?: Record<string, string>;
  method?: "GET" | "POST" | "PUT" | "DELETE";
}

interface WireAnswer {
  error?: { json: RawAnswer["error"] };
  result?: { data: Parameters<typeof superjson.deserialize>[0] };
}

function parsed(text: string): WireAnswer | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
