import { html, raw } from "hono/html";
import type { Config } from "../config.ts";
import { mountReadOnly } from "../http/allowed-methods.ts";
import type { App } from "../http/app-env.ts";
import { contact } from "./join-page.ts";
import { pageStyle, styleHash } from "./page-style.ts";

const headers = {
  "Content-Security-Policy": `default-src 'none'; style-src ${styleHash}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "X-Robots-Tag": "noindex",
};

type Shown = Pick<Config, "clinic" | "docs" | "production">;

/** A person who opens the service's address learns where they are, and where to go. */
export function mountFrontPage(app: App, config: Shown): void {
  const page = frontPage(config);
  mountReadOnly(app, "/", (c) => c.html(page, 200, headers));
}

const frontPage = ({ clinic, docs, production }: Shown) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>Online visits · ${clinic.name}</title>
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
<p class="clinic">${clinic.name}</p>
<div class="card">
<h1>Online visits</h1>
<p>You have a visit? Open the link in the message that you received. It leads to your visit; this page does not.</p>
<h2>For developers and operators</h2>
<p class="soft">This is the PatientCare Zoom service. Other services call it with the SDK, at <code>/trpc</code>.</p>
<ul>
${docs ? docsLinks : ""}
<li><a href="/readyz">Is it ready?</a> Details are on the port for operators.</li>
</ul>
${production ? "" : nextSteps}
</div>
${contact(clinic)}
</main>
</body>
</html>`;

const docsLinks = html`<li><a href="/docs">Every procedure</a>, to read</li>
<li><a href="/docs/rest">The older REST interface</a>, and <a href="/openapi.json">the same as OpenAPI</a> for programs</li>`;

const nextSteps = html`<h2>Next steps</h2>
<p class="soft">In the folder of the service; README.md tells more.</p>
<ul>
<li><code>npm run demo</code> plays a visit from its confirmation to the statistics.</li>
<li><code>npm run -s token -- --role service</code> prints a token to call with.</li>
<li>“Call it” in README.md shows the first call with the SDK.</li>
<li>“Run it for real” there says what Zoom itself needs.</li>
</ul>`;
