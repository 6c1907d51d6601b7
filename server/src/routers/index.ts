import { router } from "../trpc.ts";
import { lifecycle } from "./lifecycle.ts";
import { links } from "./links.ts";
import { meetings } from "./meetings.ts";
import { stats } from "./stats.ts";

/** The sub-routers as plain records: what the SDK's types are made of. */
export const routers = { meetings, links, lifecycle, stats };
export type Routers = typeof routers;

export const appRouter = router(routers);
