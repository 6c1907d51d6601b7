import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../http/app-env.ts";
import { openApiDocument } from "../rest/openapi.ts";

const assets = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
} as const;

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Swagger UI sets style attributes while it draws.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const start = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
`;

const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<title>PatientCare Zoom, REST</title>
</head>
<body>
<main id="api"><noscript>This page draws <a href="/openapi.json">/openapi.json</a> with JavaScript.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>`;

/** The REST surface for people (/docs) and for programs (/openapi.json); everything is served from here. */
export function mountDocs(app: Hono<AppEnv>): void {
  const document = JSON.stringify(openApiDocument());
  const kept = { "Cache-Control": "public, max-age=3600" };
  const typed = (type: string) => ({ ...kept, "Content-Type": `${type}; charset=utf-8` });

  app.get("/openapi.json", (c) => c.body(document, 200, typed("application/json")));
  app.get("/docs", (c) => c.html(page, 200, { ...kept, "Content-Security-Policy": contentSecurityPolicy }));
  app.get("/docs/start.js", (c) => c.body(start, 200, typed("text/javascript")));
  for (const [name, type] of Object.entries(assets)) {
    let content: Promise<Buffer> | undefined;
    app.get(`/docs/${name}`, async (c) => {
      content ??= readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`)));
      return c.body(new Uint8Array(await content), 200, typed(type));
    });
  }
}
