import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { RateLabel, SandboxContext } from "../state.ts";
import { newTrackingId } from "../zoom-formats.ts";
import { ApiError } from "./requests.ts";

export type Endpoint = { label: RateLabel; granular: string[]; classic: string[] };

const readMeeting = ["meeting:read:admin", "meeting:read"];
const writeMeeting = ["meeting:write:admin", "meeting:write"];

function withAdminScope(scope: string): string[] {
  return [scope, `${scope}:admin`];
}

export const endpoints = {
  createMeeting: { label: "light", granular: withAdminScope("meeting:write:meeting"), classic: writeMeeting },
  listMeetings: {
    label: "medium",
    granular: withAdminScope("meeting:read:list_meetings"),
    classic: readMeeting,
  },
  getMeeting: { label: "light", granular: withAdminScope("meeting:read:meeting"), classic: readMeeting },
  updateMeeting: {
    label: "light",
    granular: ["meeting:update:meeting:admin", "meeting:update:meeting"],
    classic: writeMeeting,
  },
  deleteMeeting: {
    label: "light",
    granular: withAdminScope("meeting:delete:meeting"),
    classic: writeMeeting,
  },
  setMeetingStatus: {
    label: "light",
    granular: withAdminScope("meeting:update:status"),
    classic: writeMeeting,
  },
  getPastMeeting: {
    label: "light",
    granular: withAdminScope("meeting:read:past_meeting"),
    classic: readMeeting,
  },
  listPastInstances: {
    label: "medium",
    granular: withAdminScope("meeting:read:list_past_instances"),
    classic: readMeeting,
  },
  listPastParticipants: {
    label: "medium",
    granular: withAdminScope("meeting:read:list_past_participants"),
    classic: readMeeting,
  },
  getUser: {
    label: "light",
    granular: withAdminScope("user:read:user"),
    classic: ["user:read:admin", "user:read"],
  },
} as const satisfies Record<string, Endpoint>;

const allScopes: string[] = Object.values(endpoints).flatMap(({ granular }) =>
  granular.filter((scope) => scope.endsWith(":admin")),
);

const accessTokenLifetimeSeconds = 3600;

type TokenResponse = { status: 200 | 400; body: Record<string, unknown> };

function tokenError(reason: string, error: string): TokenResponse {
  return { status: 400, body: { reason, error } };
}

function newAccessToken(): string {
  const header = Buffer.from('{"alg":"HS512","typ":"JWT"}').toString("base64url");
  return `${header}.${randomBytes(360).toString("base64url")}.${randomBytes(64).toString("base64url")}`;
}

function issueToken(
  context: SandboxContext,
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
): TokenResponse {
  const { account, state, now } = context;
  const credentials = Buffer.from(authorization?.replace(/^Basic /i, "") ?? "", "base64").toString();
  if (credentials !== `${account.clientId}:${account.clientSecret}`)
    return tokenError("Invalid client_id or client_secret", "invalid_client");
  if (!grantType || !accountId) return tokenError("Bad Request", "invalid_request");
  if (grantType !== "account_credentials")
    return tokenError("unsupported grant type", "unsupported_grant_type");
  if (accountId !== account.accountId) return tokenError("Account does not exist", "invalid_request");

  const issuedAt = now().getTime();
  const remaining = state.newTokenRevokesOld
    ? []
    : Object.entries(state.tokens).filter(([, { expiresAt }]) => expiresAt > issuedAt - 86_400_000);
  const token = newAccessToken();
  const granted = { expiresAt: issuedAt + accessTokenLifetimeSeconds * 1000, scopes: state.scopes };
  state.tokens = { ...Object.fromEntries(remaining), [token]: granted };
  context.scheduleSave();
  return {
    status: 200,
    body: {
      access_token: token,
      token_type: "bearer",
      expires_in: accessTokenLifetimeSeconds,
      scope: (state.scopes ?? allScopes).join(" "),
      api_url: apiUrl,
    },
  };
}

function unauthorized(message: string): ApiError {
  return new ApiError(401, { code: 124, message });
}

export function checkAccess(
  context: SandboxContext,
  authorization: string | undefined,
  endpoint: Endpoint,
): void {
  const token = authorization?.match(/^Bearer\s+(\S+)$/i)?.[1];
  if (!token) throw unauthorized("Requires an access token.");
  const granted = context.state.tokens[token];
  if (!granted) throw unauthorized("Invalid access token.");
  if (granted.expiresAt <= context.now().getTime()) throw unauthorized("Access token is expired.");
  const { scopes } = granted;
  const accepted = [...endpoint.granular, ...endpoint.classic];
  if (scopes && !accepted.some((scope) => scopes.includes(scope)))
    throw new ApiError(400, {
      code: 4711,
      message: `Invalid access token, does not contain scopes:[${endpoint.granular.join(", ")}].`,
    });
}

export function createOauthRoutes(context: SandboxContext): Hono {
  const oauth = new Hono();
  oauth.post("/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const parameter = (name: string) => c.req.query(name) ?? form.get(name) ?? undefined;
    const { status, body } = issueToken(context, {
      authorization: c.req.header("authorization"),
      grantType: parameter("grant_type"),
      accountId: parameter("account_id"),
      apiUrl: new URL(c.req.url).origin,
    });
    await context.save();
    return c.json(body, status, { "x-zm-trackingid": newTrackingId() });
  });
  return oauth;
}
