import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { OpenedLink } from "../operations/open-link.ts";
import { timeInWords } from "./time-in-words.ts";

export interface Clinic {
  name: string;
  phone: string;
}

/** What the page shows; `zoom-away` is an open link whose way to Zoom cannot be had right now. */
export type PageState = OpenedLink["state"] | "zoom-away" | "unknown";

interface Words {
  title: string;
  text: string;
  next: string;
}

const css = `
:root{color-scheme:light dark;--ink:#14213d;--soft:#5b6780;--paper:#f4f6fb;--card:#fff;--accent:#0b5cff;--line:#dfe4ee}
@media(prefers-color-scheme:dark){:root{--ink:#eef2fb;--soft:#a8b3c9;--paper:#10151f;--card:#1a2130;--accent:#6fa0ff;--line:#2c3547}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:30rem;margin:0 auto;padding:2rem 1.25rem}
.clinic{color:var(--soft);font-size:.95rem;margin:0 0 1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:1.5rem}
h1{font-size:1.45rem;line-height:1.25;margin:0 0 .75rem}
.when{font-weight:600;margin:0 0 .75rem}
p{margin:0 0 .75rem}
.next{color:var(--soft)}
button{width:100%;min-height:3.25rem;margin-top:.75rem;border:0;border-radius:12px;background:var(--accent);color:#fff;font:600 1.1rem/1 inherit;font-family:inherit;cursor:pointer}
@media(prefers-color-scheme:dark){button{color:#0b1220}}
button:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
a{color:var(--accent)}
footer{color:var(--soft);font-size:.95rem;margin-top:1.25rem}
`;

/** For the Content-Security-Policy: the page's only style, by its hash. */
export const styleHash = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;

export function joinPage(state: PageState, link: OpenedLink | null, clinic: Clinic) {
  const words = wordsFor(state, link);
  const shown = state === "zoom-away" ? "pending" : state;
  const waits = state === "early" || state === "pending" || state === "zoom-away";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${waits ? html`<meta http-equiv="refresh" content="20">` : ""}
<title>${words.title} · ${clinic.name}</title>
<style>${raw(css)}</style>
</head>
<body>
<main data-state="${shown}">
<p class="clinic">${clinic.name}</p>
<div class="card">
<h1>${words.title}</h1>
${link ? html`<p class="when">${timeInWords(link.startTime, link.timezone)} · ${link.duration} minutes</p>` : ""}
<p>${words.text}</p>
<p class="next">${words.next}</p>
${state === "open" || state === "zoom-away" ? html`<form method="post"><button type="submit">${link?.role === "host" ? "Start the visit" : "Go to the visit"}</button></form>` : ""}
</div>
<footer>${clinic.phone === "" ? html`Questions? Call ${clinic.name}.` : html`Questions? Call ${clinic.name}: <a href="tel:${clinic.phone.replace(/[^+\d]/g, "")}">${clinic.phone}</a>`}</footer>
</main>
</body>
</html>`;
}

function wordsFor(state: PageState, link: OpenedLink | null): Words {
  const host = link?.role === "host";
  switch (state) {
    case "early":
      return {
        title: "Your online visit is coming up",
        text: `The door opens at ${link ? timeInWords(link.opensAt, link.timezone) : "the time of the visit"}.`,
        next: "Keep this page open, or come back then: this link stays the same. The page looks again by itself.",
      };
    case "open":
      return {
        title: "The door is open",
        text: host ? "The visit's room is ready for you." : "Your doctor is expecting you.",
        next: host
          ? "Zoom opens next, with you as the host. Let your patient in from the waiting room."
          : "Zoom opens next. You wait a moment until your doctor lets you in.",
      };
    case "pending":
      return {
        title: "The room is being prepared",
        text: "The visit's room is not ready yet.",
        next: "You need not do anything: this page looks again by itself.",
      };
    case "zoom-away":
      return {
        title: "Zoom cannot be reached right now",
        text: "The visit takes place, but the way into its room cannot be had at this moment.",
        next: "Try again in a moment: this page looks again by itself.",
      };
    case "over":
      return {
        title: "This visit is over",
        text: "The time of this visit has passed, so the room is closed.",
        next: "If you missed it, call us for another appointment.",
      };
    case "cancelled":
      return {
        title: "This visit was cancelled",
        text: "Nobody is waiting in the room any more.",
        next: "If you did not expect this, call us.",
      };
    case "revoked":
      return {
        title: "This link no longer works",
        text: "It was replaced by another one.",
        next: "Look for our newest message, or ask for your link again.",
      };
    case "unknown":
      return {
        title: "We do not know this link",
        text: "It may have been cut off when it was copied.",
        next: "Open the link from our message again, or call us.",
      };
  }
}
