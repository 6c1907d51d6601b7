import { html } from "hono/html";

/** Draws the REST surface, with Swagger UI, in the element #api. */
export const restScript = `SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
});
`;

/** Swagger UI strikes deprecated operations through and fades them: every path here is one, and has to be read. */
export const restStyle = `
.swagger-ui .opblock.opblock-deprecated{opacity:1}
.swagger-ui .opblock-deprecated .opblock-summary-path__deprecated,.swagger-ui .opblock-deprecated .opblock-summary-description{text-decoration:none}
.swagger-ui .opblock-deprecated .opblock-summary-description::after{content:" · deprecated"}
.swagger-ui .opblock.opblock-deprecated .opblock-summary-method{background:#525d73}
.swagger-ui .opblock-deprecated .opblock-title_normal{display:none}
.back{font:16px/1.5 system-ui,sans-serif;margin:0;padding:1rem 1.25rem}
`;

/** The REST surface for people. */
export const restPage = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/rest.css">
<title>PatientCare Zoom, REST</title>
</head>
<body>
<p class="back">All paths under <code>/api/zoom</code> are deprecated and go on working. New callers take <a href="/docs">the procedures</a>.</p>
<main id="api"><noscript>This page draws <a href="/openapi.json">/openapi.json</a> with JavaScript.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/rest.js"></script>
</body>
</html>`;
