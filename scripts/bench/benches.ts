import type { Bench } from "./bench.ts";
import { benchCleanup } from "./cleanup.ts";
import { benchEvents } from "./events.ts";
import { benchProfile } from "./profile.ts";
import { benchRest } from "./rest.ts";
import { benchRpc } from "./rpc.ts";
import { benchWebhooks } from "./webhooks.ts";

/** What `npm run bench` can measure, by name. */
export const benches: Record<string, Bench> = {
  rest: { about: "reads a meeting over REST, beside three plain services that do the same", run: benchRest },
  rpc: { about: "reads a meeting over RPC, beside the same three", run: benchRpc },
  cleanup: { about: "archives finished meetings, with reads of live ones beside it", run: benchCleanup },
  webhooks: {
    about: "keeps signed deliveries, beside a plain server and the database alone",
    run: benchWebhooks,
  },
  events: { about: "tells a subscriber what Zoom told, at 200 deliveries a second", run: benchEvents },
  profile: { about: "shows where the service's time goes in rest and rpc", run: benchProfile },
};
