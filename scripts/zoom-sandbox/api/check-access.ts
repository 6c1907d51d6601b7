import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";
import type { Endpoint } from "./endpoints.ts";

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
