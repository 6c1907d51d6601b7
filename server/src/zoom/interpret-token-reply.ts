import { z } from "zod";
import { cleanZoomMessage } from "./clean-zoom-message.ts";
import type { ZoomFailure } from "./errors.ts";
import type { Reply } from "./exchange.ts";
import { parseJson } from "./parse-json.ts";
import { rateLimitedUntil } from "./rate-limit.ts";
import { readRejection } from "./read-rejection.ts";

/** `scopes` is null where Zoom does not name them. */
export type Token = { value: string; issuedAt: Date; expiresAt: Date; scopes: readonly string[] | null };

// The characters are those a header may carry; Zoom's `api_url` is left out, the configured address wins.
const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  expires_in: z.coerce.number().positive().max(86_400),
  scope: z.string().optional().catch(undefined),
});

const OauthRefusal = z.object({ reason: z.string().catch(""), error: z.string() });

/** A token whose lifetime starts at `zoomCheckedAt`, or why there is none. */
export function interpretTokenReply(
  reply: Reply,
  zoomCheckedAt: Date,
): { ok: true; token: Token } | { ok: false; failure: ZoomFailure } {
  if (reply.kind !== "answered") return unavailable(reply.detail);
  const { status, headers, text } = reply;
  if (status === 429) {
    const message = readRejection(text)?.rawMessage ?? "";
    return {
      ok: false,
      failure: { kind: "rate-limited", ...rateLimitedUntil({ headers, message }, zoomCheckedAt) },
    };
  }
  if (status === 400 || status === 401) return readOauthRefusal(status, text);
  if (status !== 200) return unavailable(`status ${status}`);

  const answer = TokenAnswer.safeParse(parseJson(text)).data;
  if (!answer) return unavailable("no readable token in the answer");
  const expiresAt = new Date(zoomCheckedAt.getTime() + answer.expires_in * 1000);
  const scopes = answer.scope?.split(/\s+/).filter((scope) => scope !== "") ?? null;
  return { ok: true, token: { value: answer.access_token, issuedAt: zoomCheckedAt, expiresAt, scopes } };
}

function readOauthRefusal(status: number, text: string) {
  const oauth = OauthRefusal.safeParse(parseJson(text)).data;
  const message = oauth ? cleanZoomMessage(oauth.reason || oauth.error) : readRejection(text)?.message;
  if (message === undefined) return unavailable(`status ${status} without a body of Zoom's`);
  return { ok: false, failure: { kind: "rejected", status, code: "credentials", message } } as const;
}

function unavailable(detail: string) {
  return { ok: false, failure: { kind: "unavailable", detail: `token: ${detail}` } } as const;
}
