import type { ZoomFailure } from "./errors.ts";
import type { Reply } from "./exchange.ts";
import { parseJson } from "./parse-json.ts";
import { rateLimitedUntil } from "./rate-limit.ts";
import { type Rejection, readRejection } from "./read-rejection.ts";
import { unsettled } from "./unsettled.ts";

type Interpretation = { ok: true; json: unknown } | { ok: false; failure: ZoomFailure };

type Answered = Extract<Reply, { kind: "answered" }>;

/** The meaning of a reply. An empty success has `json: undefined`. */
export function interpretReply(
  reply: Reply,
  { isMutating, now }: { isMutating: boolean; now: Date },
): Interpretation {
  if (reply.kind === "not-sent") return failed({ kind: "unavailable", detail: reply.detail });
  if (reply.kind !== "answered") return failed(unsettled(isMutating, reply.detail));

  const { status, text } = reply;
  if (status >= 200 && status < 300) return readSuccess(reply, isMutating);
  if (status < 400 || status >= 500) return failed(unsettled(isMutating, `status ${status}`));

  const rejection = readRejection(text);
  if (status === 429 && (rejection || !isMutating || tellsLimit(reply.headers))) {
    return failed({
      kind: "rate-limited",
      ...rateLimitedUntil({ headers: reply.headers, message: rejection?.rawMessage ?? "" }, now),
    });
  }
  if (!rejection) return failed(unsettled(isMutating, `status ${status} without a body of Zoom's`));
  return failed(rejected(status, rejection, isMutating));
}

function readSuccess({ status, text }: Answered, isMutating: boolean): Interpretation {
  if (text.trim() === "") return { ok: true, json: undefined };
  const rejection = readRejection(text);
  if (rejection) return failed(rejected(status, rejection, isMutating));
  const json = parseJson(text);
  if (json === undefined)
    return failed(unsettled(isMutating, `status ${status}, but the answer is not JSON`));
  return { ok: true, json };
}

const meetingDoesNotExist = 3001;
const userCodes = [1001, 1010, 1120];

/** Only 3001 says that there is no such meeting: any other 404 may come from a gateway, or mean the path. */
function rejected(
  status: number,
  { code, message, scopes, errors }: Rejection,
  isMutating: boolean,
): ZoomFailure {
  if (status === 404 && code === meetingDoesNotExist) return { kind: "not-found", code };
  if (status === 404 && !isMutating && !userCodes.includes(code))
    return unsettled(isMutating, `status 404 with code ${code}`);
  return { kind: "rejected", status, code, message, ...(scopes && { scopes }), ...(errors && { errors }) };
}

function tellsLimit(headers: Headers): boolean {
  return headers.has("retry-after") || headers.has("x-ratelimit-type");
}

function failed(failure: ZoomFailure): Interpretation {
  return { ok: false, failure };
}
