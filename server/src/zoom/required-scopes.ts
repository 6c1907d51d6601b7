import type { Endpoint } from "./endpoint-path.ts";

/** One of these scopes is enough: an app has either classic or granular ones, and those that end in :admin cover the account. */
export type Scopes = readonly string[];

const both = (name: string): Scopes => [`${name}:admin`, name];

/** The endpoints that the service calls, with the scopes of which Zoom asks for one: granular first, then classic. */
export const requiredScopes = {
  "POST /users/{userId}/meetings": [...both("meeting:write:meeting"), "meeting:write:admin", "meeting:write"],
  "GET /users/{userId}/meetings": [
    ...both("meeting:read:list_meetings"),
    "meeting:read:admin",
    "meeting:read",
  ],
  "GET /meetings/{meetingId}": [...both("meeting:read:meeting"), "meeting:read:admin", "meeting:read"],
  "PATCH /meetings/{meetingId}": [...both("meeting:update:meeting"), "meeting:write:admin", "meeting:write"],
  "DELETE /meetings/{meetingId}": [...both("meeting:delete:meeting"), "meeting:write:admin", "meeting:write"],
  "PUT /meetings/{meetingId}/status": [
    ...both("meeting:update:status"),
    "meeting:write:admin",
    "meeting:write",
  ],
  "GET /past_meetings/{meetingId}": [
    ...both("meeting:read:past_meeting"),
    "meeting:read:admin",
    "meeting:read",
  ],
  "GET /past_meetings/{meetingId}/instances": [
    ...both("meeting:read:list_past_instances"),
    "meeting:read:admin",
    "meeting:read",
  ],
  "GET /past_meetings/{meetingId}/participants": [
    ...both("meeting:read:list_past_participants"),
    "meeting:read:admin",
    "meeting:read",
  ],
} as const satisfies Partial<Record<Endpoint, Scopes>>;

/** The endpoints that an app with these scopes may not call, each with the scopes of which it needs one. */
export function missingScopes(granted: readonly string[]): Map<string, Scopes> {
  const lacking = Object.entries(requiredScopes).filter(
    ([, scopes]) => !scopes.some((scope) => granted.includes(scope)),
  );
  return new Map(lacking);
}
