import { expect, test } from "vitest";
import { host, openSandbox } from "./open-sandbox.ts";

const basic = `Basic ${btoa("client:secret")}`;
const parameters = { grant_type: "account_credentials", account_id: "account" };

async function requestToken(url: string, init: { authorization?: string; body?: Record<string, string> }) {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: init.authorization ?? basic },
    body: init.body && new URLSearchParams(init.body),
  });
  return { status: response.status, body: await response.json() };
}

test("a token is issued for parameters in the body or in the query", async () => {
  const { oauthUrl, url } = await openSandbox();
  const granted = { token_type: "bearer", expires_in: 3600, api_url: url };
  const byBody = await requestToken(oauthUrl, { body: parameters });
  const byQuery = await requestToken(`${oauthUrl}?${new URLSearchParams(parameters)}`, {});
  expect(byBody).toMatchObject({ status: 200, body: granted });
  expect(byQuery).toMatchObject({ status: 200, body: granted });
});

test.each([
  [{ authorization: "Basic eDp5", body: parameters }, "Invalid client_id or client_secret", "invalid_client"],
  [{ body: { ...parameters, account_id: "other" } }, "Account does not exist", "invalid_request"],
  [{ body: {} }, "Bad Request", "invalid_request"],
  [{ body: { ...parameters, grant_type: "password" } }, "unsupported grant type", "unsupported_grant_type"],
])("a rejected token request names the reason: case %#", async (init, reason, error) => {
  const { oauthUrl } = await openSandbox();
  expect(await requestToken(oauthUrl, init)).toEqual({ status: 400, body: { reason, error } });
});

test("the API distinguishes a missing, an unknown and an expired token", async () => {
  const { apiUrl, call, control } = await openSandbox();
  const bare = await fetch(`${apiUrl}/users/${host}`);
  const unknown = await fetch(`${apiUrl}/users/${host}`, { headers: { authorization: "Bearer no" } });
  await call("GET", `/users/${host}`);
  await control.advanceClock(3_600_001);
  const expired = await call("GET", `/users/${host}`);
  expect([bare.status, await bare.json()]).toEqual([
    401,
    { code: 124, message: "Requires an access token." },
  ]);
  expect([unknown.status, await unknown.json()]).toEqual([
    401,
    { code: 124, message: "Invalid access token." },
  ]);
  expect([expired.status, expired.body]).toEqual([401, { code: 124, message: "Access token is expired." }]);
});

test("an older token stays valid, unless new tokens revoke old ones", async () => {
  const { call, control, token } = await openSandbox();
  await call("GET", `/users/${host}`);
  await token();
  expect((await call("GET", `/users/${host}`)).status).toBe(200);
  await control.newTokenRevokesOld(true);
  await token();
  expect((await call("GET", `/users/${host}`)).status).toBe(401);
});

test("a missing scope is rejected with the scopes that suffice", async () => {
  const { call, control } = await openSandbox();
  await control.setScopes(["user:read:user:admin"]);
  const { status, body } = await call("POST", `/users/${host}/meetings`, {});
  expect(status).toBe(400);
  expect(body).toEqual({
    code: 4711,
    message:
      "Invalid access token, does not contain scopes:[meeting:write:meeting, meeting:write:meeting:admin].",
  });
});
