import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import type { Config } from "../config.ts";
import type { Deps } from "../deps.ts";
import { describeZoom } from "../operations/readiness/describe-zoom.ts";
import type { ReadReadiness } from "../operations/readiness/read-readiness.ts";
import { version } from "../telemetry/version.ts";
import { withCommonHeaders } from "./common-headers.ts";
import { type Listening, listen } from "./listen.ts";
import { readinessOf } from "./readiness-status.ts";

const usualPort = 9464;
const variables = { port: "OPS_PORT", host: "OPS_HOST" };

/** The addresses that operators and their monitoring read, apart from the port that callers reach. */
function createOpsApp(deps: Deps, readReadiness: ReadReadiness): Hono {
  const { registry } = deps.metrics;
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.res.headers.set("Cache-Control", "no-store");
  });
  app.get("/metrics", async (c) =>
    c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType }),
  );
  app.get("/version", (c) => c.json({ name: "patientcare-zoom", version, node: process.version }));
  app.get("/readyz", async (c) => {
    const { ready, checks } = await readReadiness();
    const { status, code } = readinessOf(deps.isDraining(), ready);
    return c.json({ status, checks: { ...checks, zoom: describeZoom(deps.zoomState) } }, code);
  });
  app.notFound((c) => c.text("Here are /metrics, /version and /readyz.\n", 404));
  return app;
}

/** Listens for operators: on the port that was asked for, else on the usual one, or a free one where that is taken. */
export async function listenForOps(
  deps: Deps,
  readReadiness: ReadReadiness,
  { port, host }: Config["ops"],
): Promise<Listening> {
  const listener = withCommonHeaders(getRequestListener(createOpsApp(deps, readReadiness).fetch));
  if (port !== null) return listen(listener, { port, host, variables });
  return listen(listener, { port: usualPort, host, variables }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE") throw error;
    return listen(listener, { port: 0, host, variables });
  });
}

/** The line that says the service is ready; with the operators' port where nobody could know it. */
export function startLine(ops: Config["ops"], actualPort: number): string {
  if (actualPort === (ops.port ?? usualPort)) return "ready";
  const reason = ops.port === null ? `, as ${usualPort} is in use by another program` : "";
  return `ready; /metrics, /version and the details of /readyz are on port ${actualPort}${reason}`;
}
