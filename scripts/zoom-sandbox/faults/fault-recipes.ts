import type { Fault } from "./fault.ts";

type Recipe = Pick<Fault, "match" | "kind" | "status" | "body" | "times">;

/** Zoom's rejection of one field, for the calls that match. */
export function rejectedField(
  match: Fault["match"],
  { field, message = `Invalid parameter: ${field.split(".").at(-1)}.` }: { field: string; message?: string },
  times = 1,
): Recipe {
  const body = { code: 300, message: "Validation Failed.", errors: [{ field, message }] };
  return { match, kind: "status", status: 400, body, times };
}

/** A read of a meeting that says that it does not exist, although it does. */
export function missingMeeting(meetingId: string | number, times = 1): Recipe {
  const body = { code: 3001, message: `Meeting does not exist: ${meetingId}.` };
  const match = { method: "GET", path: `^/v2/meetings/${meetingId}$` };
  return { match, kind: "status", status: 404, body, times };
}

/** The app has no right to list a host's meetings; `type` limits it to e.g. the running ones. */
export function refusedListing({ host, type }: { host?: string; type?: string } = {}, times = -1): Recipe {
  const scopes = "meeting:read:list_meetings, meeting:read:list_meetings:admin";
  const message = `Invalid access token, does not contain scopes:[${scopes}].`;
  const match = {
    method: "GET",
    path: "^/v2/users/[^/]+/meetings$",
    ...(host === undefined ? {} : { host }),
    ...(type === undefined ? {} : { query: `[?&]type=${type}(&|$)` }),
  };
  return { match, kind: "status", status: 400, body: { code: 4711, message }, times };
}
