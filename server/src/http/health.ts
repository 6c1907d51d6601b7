import type { Deps } from "../deps.ts";
import type { ReadReadiness } from "../operations/readiness/read-readiness.ts";
import { mountReadOnly } from "./allowed-methods.ts";
import type { App } from "./app-env.ts";
import { readinessOf } from "./readiness-status.ts";

/** For load balancers: one word each. The details are for operators, on OPS_PORT. */
export function mountHealth(app: App, deps: Deps, readReadiness: ReadReadiness): void {
  mountReadOnly(app, "/healthz", (c) => c.text("ok"));
  mountReadOnly(app, "/readyz", async (c) => {
    // A service that ends says so at once, also with a database that hangs.
    const draining = deps.isDraining();
    const { status, code } = readinessOf(draining, !draining && (await readReadiness()).ready);
    return c.text(status, code);
  });
}
