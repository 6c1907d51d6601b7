import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { RateLabel, World } from "../state.ts";
import { newTrackingId } from "../zoom-formats.ts";
import { ApiError } from "./requests.ts";

export type Endpoint = { label: RateLabel; granular: string[]; classic: string[] };

const readMeeting = ["meeting:read:admin", "meeting:read"];
const writeMeeting = ["meeting:write:admin", "meeting:write"];

function both(scope: string): string[] {
  return [scope, `${scope}:admin`];
}

export const endpoints = {
  createMeeting: { label: "light", granular: both("meeting:write:meeting"), classic: writeMeeting },
  listMeetings: { label: "medium", granular: both("meeting:read:list_meetings"), classic: readMeeting },
  getMeeting: { label: "light", granular: both("meeting:read:meeting"), classic: readMeeting },
  updateMeeting: {
    label: "light",
    granular: ["meeting:update:meeting:admin", "meeting:update:meeting"],
    classic: writeMeeting,
  },
  deleteMeeting: { label: "light", granular: both("meeting:delete:meeting"), classic: writeMeeting },
  setMeetingStatus: { label: "light", granular: both("meeting:update:status"), classic: writeMeeting },
  getPastMeeting: { label: "light", granular: both("meeting:read:past_meeting"), classic: readMeeting },
  listPastInstances: {
    label: "medium",
    granular: both("meeting:read:list_past_instances"),
    classic: readMeeting,
  },
  listPastParticipants: {
    label: "medium",
    granular: both("meeting:read:list_past_participants"),
    classic: readMeeting,
  },
  getUser: { label: "light", granular: both("user:read:user"), classic: ["user:read:admin", "user:read"] },
} as const satisfies Record<string, Endpoint>;

const allScopes: string[] = Object.values(endpoints).flatMap(({ granular }) =>
  granular.filter((scope) => scope.endsWith(":admin")),
);

const lifetimeSeconds = 3600;

type TokenAnswer = { status: 200 | 400; body: Record<string, unknown> };

function refusal(reason: string, error: string): TokenAnswer {
  return { status: 400, body: { reason, error } };
}

function newToken(): string {
  const header = Buffer.from('{"alg":"HS512","typ":"JWT"}').toString("base64url");
  return `${header}.${randomBytes(360).toString("base64url")}.${randomBytes(64).toString("base64url")}`;
}

function issueToken(
  world: World,
  {
    authorization,
    grantType,
    accountId,
    apiUrl,
  }: {
    authorization: string | undefined;
    grantType: string | undefined;
    accountId: string | undefined;
    apiUrl: string;
  },
): TokenAnswer {
  const { account, state, now } = world;
  const credentials = Buffer.from(authorization?.replace(/^Basic /i, "") ?? "", "base64").toString();
  if (credentials !== `${account.clientId}:${account.clientSecret}`)
    return refusal("Invalid client_id or client_secret", "invalid_client");
  if (!grantType || !accountId) return refusal("Bad Request", "invalid_request");
  if (grantType !== "account_credentials") return refusal("unsupported grant type", "unsupported_grant_type");
  if (accountId !== account.accountId) return refusal("Account does not exist", "invalid_request");

  const issuedAt = now().getTime();
  const kept = state.newTokenRevokesOld
    ? []
    : Object.entries(state.tokens).filter(([, { expiresAt }]) => expiresAt > issuedAt - 86_400_000);
  const token = newToken();
  const granted = { expiresAt: issuedAt + lifetimeSeconds * 1000, scopes: state.scopes };
  state.tokens = { ...Object.fromEntries(kept), [token]: granted };
  world.changed();
  return {
    status: 200,
    body: {
      access_token: token,
      token_type: "bearer",
      expires_in: lifetimeSeconds,
      scope: (state.scopes ?? allScopes).join(" "),
      api_url: apiUrl,
    },
  };
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, { code: 124, message });
}

export function checkAccess(world: World, authorization: string | undefined, endpoint: Endpoint): void {
  const token = authorization?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (!token) throw unauthorized("Requires an access token.");
  const granted = world.state.tokens[token];
  if (!granted) throw unauthorized("Invalid access token.");
  if (granted.expiresAt <= world.now().getTime()) throw unauthorized("Access token is expired.");
  const { scopes } = granted;
  const accepted = [...endpoint.granular, ...endpoint.classic];
  if (scopes && !accepted.some((scope) => scopes.includes(scope)))
    throw new ApiError(400, {
      code: 4711,
      message: `Invalid access token, does not contain scopes:[${endpoint.granular.join(", ")}].`,
    });
}

export function createOauth(world: World): Hono {
  const oauth = new Hono();
  oauth.post("/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const parameter = (name: string) => c.req.query(name) ?? form.get(name) ?? undefined;
    const { status, body } = issueToken(world, {
      authorization: c.req.header("authorization"),
      grantType: parameter("grant_type"),
      accountId: parameter("account_id"),
      apiUrl: new URL(c.req.url).origin,
    });
    await world.saved();
    return c.json(body, status, { "x-zm-trackingid": newTrackingId() });
  });
  return oauth;
}
