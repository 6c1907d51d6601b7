import type { ApiCall, Meeting, SandboxContext } from "./state.ts";

function decoded(segment: string): string {
  try {
    return /%[0-9a-f]{2}/i.test(segment) ? decoded(decodeURIComponent(segment)) : segment;
  } catch {
    return segment;
  }
}

/** The meeting that an API path names, by id or by the uuid of one of its sessions; also a deleted one. */
function meetingInPath({ state }: SandboxContext, pathname: string): Meeting | undefined {
  const segment = pathname.match(/^\/v2\/(?:past_)?meetings\/([^/]+)/)?.[1];
  if (segment === undefined) return undefined;
  const idOrUuid = decoded(segment);
  return (
    state.meetings[idOrUuid] ??
    Object.values(state.meetings).find(({ uuid, past }) =>
      [uuid, ...past.map((session) => session.uuid)].includes(idOrUuid),
    )
  );
}

/** The e-mail of the host whom an API call concerns; undefined when its path names none. */
export function hostOfCall(context: SandboxContext, url: string): string | undefined {
  const { pathname } = new URL(url);
  const user = pathname.match(/^\/v2\/users\/([^/]+)/)?.[1];
  if (!user) return meetingInPath(context, pathname)?.hostEmail;
  const idOrEmail = decoded(user);
  return idOrEmail.includes("@") ? idOrEmail.toLowerCase() : context.state.users[idOrEmail]?.email;
}

function mayEnd(method: string, pathname: string): boolean {
  return (
    (method === "DELETE" && /^\/v2\/meetings\/\d+$/.test(pathname)) ||
    (method === "PUT" && /^\/v2\/meetings\/\d+\/status$/.test(pathname))
  );
}

async function createdMeetingId(method: string, response: Response): Promise<string | undefined> {
  if (method !== "POST" || response.status !== 201) return undefined;
  const { id } = (await response.clone().json()) as { id?: unknown };
  return id === undefined ? undefined : String(id);
}

export type JournaledCall = {
  /** Carries the call out, and records what that does to a running meeting. */
  perform(request: Request): Promise<Response>;
  /** Adds the call to the journal with the status that its caller got; 0 for no response. */
  record(status: number): void;
};

/** Opens the journal's entry for a call that has just arrived. */
export function openJournalEntry(
  context: SandboxContext,
  { method, url, headers }: Pick<Request, "method" | "url" | "headers">,
  carryOut: (request: Request) => Response | Promise<Response>,
): JournaledCall {
  const { pathname, search } = new URL(url);
  const host = hostOfCall(context, url);
  const meeting = meetingInPath(context, pathname);
  const isRunning = () => meeting?.live != null;
  const entry: ApiCall = {
    at: context.now().toISOString(),
    method,
    path: pathname + search,
    status: 0,
    ...(headers.has("traceparent") && { traceparent: headers.get("traceparent") ?? "" }),
    ...(host ? { host } : {}),
    ...(meeting ? { meetingId: meeting.id } : {}),
    ...(mayEnd(method, pathname) ? { wasRunning: isRunning() } : {}),
  };
  return {
    async perform(request) {
      if (entry.wasRunning !== undefined) entry.wasRunning = isRunning();
      const response = await carryOut(request);
      const created = await createdMeetingId(method, response);
      if (created !== undefined) entry.meetingId = created;
      // Status 204 of a running meeting is only given to "end": a DELETE of it is rejected with 3002.
      if (entry.wasRunning && response.status === 204) entry.endedRunning = true;
      return response;
    },
    record(status) {
      const call = { ...entry, status };
      context.calls.push(call);
      if (call.endedRunning) context.callsThatEnded.push(call);
    },
  };
}
