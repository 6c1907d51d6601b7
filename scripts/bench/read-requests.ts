import { mintToken } from "../local/mint-token.ts";
import type { LoadRequest } from "./load-job.ts";
import type { SeededMeeting } from "./seed-meetings.ts";
import { signing } from "./service.ts";

const callers = 50;

export type ReadSurface = "rest" | "rpc";

/** How a meeting is asked for at the service; RPC as the SDK does it, with the input in the body. */
export const askService: Record<ReadSurface, (id: string) => LoadRequest> = {
  rest: (id) => ({ method: "GET", path: `/api/zoom/meetings/${id}` }),
  rpc: (id) => ({
    method: "POST",
    path: "/trpc/meetings.get",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { meetingId: id } }),
  }),
};

/** How it is asked for at the plain services. */
export const askBaseline = (id: string): LoadRequest => ({ method: "GET", path: `/meetings/${id}` });

/** One request for each meeting: in turn by one of many services and members of staff, and by its own doctor. */
export async function readRequests(
  meetings: readonly SeededMeeting[],
  ask: (id: string) => LoadRequest,
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
      const request = ask(meeting.id);
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
