import { randomBytes } from "node:crypto";
import type { World } from "../world.ts";
import { allScopes } from "./endpoints.ts";

const lifetimeSeconds = 3600;

type TokenAnswer = { status: 200 | 400; body: Record<string, unknown> };

function refusal(reason: string, error: string): TokenAnswer {
  return { status: 400, body: { reason, error } };
}

function newToken(): string {
  const header = Buffer.from('{"alg":"HS512","typ":"JWT"}').toString("base64url");
  return `${header}.${randomBytes(360).toString("base64url")}.${randomBytes(64).toString("base64url")}`;
}

export function issueToken(
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
