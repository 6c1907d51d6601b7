import { mintToken } from "../local/mint-token.ts";
import type { LoadRequest } from "./run-load.ts";
import type { SeededMeeting } from "./seed-scheduled-meetings.ts";
import { signing } from "./start-service.ts";

const callers = 50;

export type ReadSurface = "rest" | "rpc";

/** How the service is asked for a meeting; RPC as the SDK does it, with the input in the body. */
export const serviceRequest: Record<ReadSurface, (id: string) => LoadRequest> = {
  rest: (id) => ({ method: "GET", path: `/api/zoom/meetings/${id}` }),
  rpc: (id) => ({
    method: "POST",
    path: "/trpc/meetings.get",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { meetingId: id } }),
  }),
};

/** How the plain services are asked for it. */
export const baselineRequest = (id: string): LoadRequest => ({ method: "GET", path: `/meetings/${id}` });

/** One request for each meeting: in turn by one of many services and members of staff, and by its own doctor. */
export async function readRequests(
  meetings: readonly SeededMeeting[],
  requestFor: (id: string) => LoadRequest,
): Promise<LoadRequest[]> {
  const others = await Promise.all(
    Array.from({ length: callers }, (_, index) => {
      const role = index % 2 === 0 ? "service" : "staff";
      return mintToken({ sub: `${role}-${index}`, role }, signing);
    }),
  );
  const doctors = new Map<string, Promise<string>>();
  const tokenOf = ({ doctor: { sub, email } }: SeededMeeting) => {
    const known = doctors.get(sub) ?? mintToken({ sub, role: "doctor", email }, signing);
    doctors.set(sub, known);
    return known;
  };
  return Promise.all(
    shuffled(meetings).map(async (meeting, index) => {
      const token = index % 2 === 0 ? others[(index / 2) % callers] : await tokenOf(meeting);
      const request = requestFor(meeting.id);
      return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
    }),
  );
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ item }) => item);
}
