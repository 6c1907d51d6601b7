// Printed by `npm run sdk-types` from server/src/contract: change the descriptions there.

/** Every procedure of the service. A `repeatable` one is a mutation that may be sent twice. */
export const procedures = {
  meetings: {
    create: "repeatable",
    get: "query",
    getByAppointment: "query",
    list: "query",
    update: "mutation",
    cancel: "mutation",
    retry: "mutation",
  },
  links: {
    get: "query",
    revoke: "mutation",
    invite: "mutation",
  },
  lifecycle: {
    appointmentChanged: "repeatable",
    start: "mutation",
    end: "mutation",
    confirmOutcome: "mutation",
    history: "query",
    events: "subscription",
  },
  visits: {
    get: "query",
  },
  stats: {
    overview: "query",
    daily: "query",
  },
} as const;
