import { router } from "../trpc.ts";
import { lifecycle } from "./lifecycle.ts";
import { links } from "./links.ts";
import { meetings } from "./meetings.ts";
import { stats } from "./stats.ts";

export const appRouter = router({ meetings, links, lifecycle, stats });
