import { readFile } from "node:fs/promises";
import type { Hono } from "hono";
import type { AppEnv } from "../http/app-env.ts";
import { openApiDocument } from "../rest/openapi.ts";
import { referencePage } from "./reference/reference-page.ts";
import { referenceStyle } from "./reference/reference-style.ts";
import { restPage, restScript, restStyle } from "./rest-page.ts";

const swaggerFiles = {
  "swagger-ui.css": "text/css",
  "swagger-ui-bundle.js": "text/javascript",
} as const;

const policyOf = (...more: string[]) =>
  ["default-src 'none'", ...more, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"].join(
    "; ",
  );
const referencePolicy = policyOf("style-src 'self'", "img-src data:");
const restPolicy = policyOf(
  "script-src 'self'",
  // Swagger UI sets style attributes while it draws.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
);

type Page = ReturnType<typeof referencePage>;

// It takes as long as a tenth of the start, and the first reader can wait for it.
let reference: Page | undefined;
const referenceOnce = (): Page => {
  reference ??= referencePage();
  return reference;
};

/**
 * The procedures (/docs) and the REST surface (/docs/rest) for people, and the latter for programs (/openapi.json);
 * everything is served from here.
 */
export function mountDocs(app: Hono<AppEnv>): void {
  const cached = { "Cache-Control": "public, max-age=3600" };
  const serve = (path: string, type: string, body: string) =>
    app.get(path, (c) => c.body(body, 200, { ...cached, "Content-Type": `${type}; charset=utf-8` }));
  const showPage = (path: string, page: () => Page, contentSecurityPolicy: string) =>
    app.get(path, (c) =>
      c.html(page(), 200, { ...cached, "Content-Security-Policy": contentSecurityPolicy }),
    );

  showPage("/docs", referenceOnce, referencePolicy);
  serve("/docs/reference.css", "text/css", referenceStyle);
  showPage("/docs/rest", () => restPage, restPolicy);
  serve("/docs/rest.css", "text/css", restStyle);
  serve("/docs/rest.js", "text/javascript", restScript);
  serve("/openapi.json", "application/json", JSON.stringify(openApiDocument()));
  for (const [name, type] of Object.entries(swaggerFiles)) {
    let content: Promise<Buffer> | undefined;
    app.get(`/docs/${name}`, async (c) => {
      content ??= readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`)));
      return c.body(new Uint8Array(await content), 200, {
        ...cached,
        "Content-Type": `${type}; charset=utf-8`,
      });
    });
  }
}
