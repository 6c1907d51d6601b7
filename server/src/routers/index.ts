import { trpc } from "../rpc/trpc.ts";
import { lifecycle } from "./lifecycle.ts";
import { links } from "./links.ts";
import { meetings } from "./meetings.ts";
import { stats } from "./stats.ts";
import { visits } from "./visits.ts";

export const appRouters = { meetings, links, lifecycle, visits, stats };

export const appRouter = trpc.router(appRouters);
