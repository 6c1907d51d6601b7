import type { Deps } from "../deps.ts";
import { checkReadiness } from "../operations/readiness/check-readiness.ts";
import { version } from "../telemetry/version.ts";
import type { App } from "./app-env.ts";

/** For whoever operates the service: is it alive, is it ready, what is it, how does it do. */
export function mountHealth(app: App, deps: Deps): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    const checks = await checkReadiness(deps);
    const ready = !deps.isDraining() && Object.values(checks).every((state) => state === "ok");
    return c.json({ status: ready ? "ready" : "not ready", checks }, ready ? 200 : 503);
  });
  app.get("/version", (c) => c.json({ name: "patientcare-zoom", version, node: process.version }));
  app.get("/metrics", async (c) =>
    c.body(await deps.metrics.registry.metrics(), 200, { "Content-Type": deps.metrics.registry.contentType }),
  );
}
