import type { Outputs } from "./router.ts";

type Kinds = { [R in keyof Outputs]: { [P in keyof Outputs[R]]: "query" | "mutation" | "subscription" } };

/** Every procedure of the service: only queries may be repeated. */
export const procedures = {
  meetings: {
    create: "mutation",
    get: "query",
    getByAppointment: "query",
    list: "query",
    update: "mutation",
    cancel: "mutation",
    retry: "mutation",
  },
  links: { get: "query", revoke: "mutation", invite: "mutation" },
  lifecycle: {
    appointmentChanged: "mutation",
    start: "mutation",
    end: "mutation",
    confirmOutcome: "mutation",
    history: "query",
    events: "subscription",
  },
  visits: { get: "query" },
  stats: { overview: "query", daily: "query" },
} as const satisfies Kinds;
