import { resolve } from "node:path";
import type { LoadRequest } from "./load-job.ts";
import { askBaseline, askService, type ReadSurface } from "./read-requests.ts";
import { signing, startService } from "./service.ts";
import { type Child, startChild } from "./start-child.ts";

export type Contender = {
  name: string;
  /** What the service is to reach of this one's requests per second; null for the service itself. */
  goal: number | null;
  ask(id: string): LoadRequest;
  start(databaseUrl: string): Promise<Child>;
};

/** The service, and the three that it is measured against, in the order in which they take turns. */
export const contenders = (surface: ReadSurface): readonly Contender[] => [
  {
    name: surface === "rest" ? "the service, GET /api/zoom/meetings/:id" : "the service, meetings.get",
    goal: null,
    ask: askService[surface],
    start: (databaseUrl) => startService(databaseUrl),
  },
  {
    name: "(a) node:http + one prepared query",
    goal: 0.4,
    ask: askBaseline,
    start: (databaseUrl) => startBaseline("bare-http", surface, databaseUrl),
  },
  {
    name: "(b) the same + one durable insert",
    goal: 1,
    ask: askBaseline,
    start: (databaseUrl) => startBaseline("bare-http", surface, databaseUrl, { LOGGED: "yes" }),
  },
  {
    name: "(c) Express + drizzle + jsonwebtoken, no log",
    goal: 1.3,
    ask: askBaseline,
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
