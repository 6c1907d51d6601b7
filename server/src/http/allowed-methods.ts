import type { Handler } from "hono";
import { DomainError } from "../domain/errors.ts";
import type { App, AppEnv } from "./app-env.ts";
import { envelope } from "./error-body.ts";

/** Answers every other method at an address: 405, or to OPTIONS 204, both with the list of those that are allowed. */
export function refuseOtherMethods(app: App, path: string, allowed: readonly string[]): void {
  const list = allowed.map((method) => (method === "GET" ? "GET, HEAD" : method)).join(", ");
  const failure = new DomainError("METHOD_NOT_ALLOWED", `This address accepts ${allowed.join(" and ")}`);
  app.all(path, (c) => {
    c.header("Allow", list);
    return c.req.method === "OPTIONS"
      ? c.body(null, 204)
      : c.json(envelope(failure, c.get("requestId")), 405);
  });
}

/** Answers GET, and HEAD by the same headers. */
export function mountReadOnly(app: App, path: string, handler: Handler<AppEnv>): void {
  app.get(path, handler);
  refuseOtherMethods(app, path, ["GET"]);
}
