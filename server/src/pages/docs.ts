import { readFile } from "node:fs/promises";
import { mountReadOnly } from "../http/allowed-methods.ts";
import type { App } from "../http/app-env.ts";
import { openApiDocument } from "../rest/openapi.ts";
import { referencePage } from "./reference/reference-page.ts";
import { referenceStyle } from "./reference/reference-style.ts";
import { restPage, restScript, restStyle } from "./rest-page.ts";

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

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const toBytes = (text: { toString(): string }): Bytes => encoder.encode(text.toString());

/** Made once, since each takes some time and the first reader can wait; all answers share the bytes. */
const shared = {
  "/docs": {
    type: "text/html",
    policy: referencePolicy,
    make: () => toBytes(referencePage()),
  },
  "/docs/reference.css": { type: "text/css", make: () => toBytes(referenceStyle) },
  "/docs/rest": { type: "text/html", policy: restPolicy, make: () => toBytes(restPage) },
  "/docs/rest.css": { type: "text/css", make: () => toBytes(restStyle) },
  "/docs/rest.js": { type: "text/javascript", make: () => toBytes(restScript) },
  "/docs/swagger-ui.css": { type: "text/css", make: () => readSwagger("swagger-ui.css") },
  "/docs/swagger-ui-bundle.js": {
    type: "text/javascript",
    make: () => readSwagger("swagger-ui-bundle.js"),
  },
  "/openapi.json": { type: "application/json", make: () => toBytes(JSON.stringify(openApiDocument())) },
} satisfies Record<string, Asset>;

interface Asset {
  type: string;
  /** Its Content-Security-Policy, where it needs more than the usual one. */
  policy?: string;
  make: () => Bytes | Promise<Bytes>;
}

const readSwagger = async (name: string): Promise<Bytes> =>
  new Uint8Array(await readFile(new URL(import.meta.resolve(`swagger-ui-dist/${name}`))));

/**
 * The procedures (/docs) and the REST surface (/docs/rest) for people, and the latter for programs (/openapi.json);
 * everything is served from here.
 */
export function mountDocs(app: App): void {
  for (const [path, asset] of Object.entries<Asset>(shared)) {
    let bytes: Bytes | Promise<Bytes> | undefined;
    const headers = {
      "Cache-Control": "public, max-age=3600",
      "Content-Type": `${asset.type}; charset=utf-8`,
      ...(asset.policy && { "Content-Security-Policy": asset.policy }),
    };
    mountReadOnly(app, path, async (c) => {
      bytes ??= asset.make();
      return c.body(await bytes, 200, headers);
    });
  }
}
