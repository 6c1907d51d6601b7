import { resolve } from "node:path";
import { baselineRequest, type ReadSurface, serviceRequest } from "./read-requests.ts";
import type { LoadRequest } from "./run-load.ts";
import { type Child, startChild } from "./start-child.ts";
import { signing, startService } from "./start-service.ts";

export type Contender = {
  name: string;
  /** The share of this one's requests per second that the service must reach; null for the service itself. */
  goal: number | null;
  requestFor(id: string): LoadRequest;
  start(databaseUrl: string): Promise<Child>;
};

/** The service, and the three that it is measured against, in the order in which they take turns. */
export const contenders = (surface: ReadSurface): readonly Contender[] => [
  {
    name: surface === "rest" ? "the service, GET /api/zoom/meetings/:id" : "the service, meetings.get",
    goal: null,
    requestFor: serviceRequest[surface],
    start: (databaseUrl) => startService(databaseUrl),
  },
  {
    name: "(a) node:http + one prepared query",
    goal: 0.4,
    requestFor: baselineRequest,
    start: (databaseUrl) => startBaseline("bare-http", surface, databaseUrl),
  },
  {
    name: "(b) the same + one durable insert",
    goal: 1,
    requestFor: baselineRequest,
    start: (databaseUrl) => startBaseline("bare-http", surface, databaseUrl, { LOGGED: "yes" }),
  },
  {
    name: "(c) Express + drizzle + jsonwebtoken, no log",
    goal: 1.3,
    requestFor: baselineRequest,
    start: (databaseUrl) => startBaseline("express-drizzle", surface, databaseUrl),
  },
];

const startBaseline = (
  program: string,
  surface: ReadSurface,
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<Child> =>
  startChild({
    script: resolve(import.meta.dirname, "baselines", `${program}.ts`),
    readyPath: "/",
    env: {
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      READ: surface,
      JWT_SECRET: signing.secret,
      JWT_ISSUER: signing.issuer,
      JWT_AUDIENCE: signing.audience,
      ...env,
    },
  });
