import { expect, test } from "vitest";
import { missingScopes, requiredScopes } from "./required-scopes.ts";

test("a classic app needs two scopes, and a granular one those of each endpoint", () => {
  expect(missingScopes(["meeting:read:admin", "meeting:write:admin"])).toEqual(new Map());
  expect([...missingScopes(["meeting:write:admin"]).keys()]).toEqual(
    Object.keys(requiredScopes).filter((endpoint) => endpoint.startsWith("GET")),
  );
  const granular = Object.values(requiredScopes).map(([scope]) => scope);
  expect(missingScopes(granular)).toEqual(new Map());
  expect([...missingScopes(granular.filter((scope) => !scope.startsWith("meeting:delete")))]).toEqual([
    ["DELETE /meetings/{meetingId}", requiredScopes["DELETE /meetings/{meetingId}"]],
  ]);
});
