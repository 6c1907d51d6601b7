import { html, raw } from "hono/html";
import type { LinkView } from "../operations/links/view-link.ts";
import { joinScript } from "./join-script.ts";
import { type PageState, wordsFor } from "./join-words.ts";
import { pageStyle } from "./page-style.ts";
import { timeInWords } from "./time-in-words.ts";

export interface Clinic {
  name: string;
  phone: string;
}

const pendingRefreshSeconds = 20;
const maxWaitSeconds = 60;

/** `reference` names the request in our logs, on a page that says that something went wrong. */
export function joinPage(
  state: PageState,
  link: LinkView | null,
  clinic: Clinic,
  reference: string | null = null,
) {
  const { title, happening, next } = wordsFor(state, link);
  const refresh = refreshSeconds(state, link);
  const lively = link !== null && livelyStates.has(state);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh === null ? "" : refreshes(refresh, lively)}
<link rel="icon" href="data:,">
<title>${title} · ${clinic.name}</title>
<style>${raw(pageStyle)}</style>
</head>
<body>
<main data-state="${state === "zoom-away" ? "pending" : state}" ${lively ? html`data-shown="${shownOf(link)}"` : ""}>
<p class="clinic">${clinic.name}</p>
<div class="card">
<h1>${title}</h1>
${link && state !== "revoked" ? time(link) : ""}
<p>${happening}</p>
<p class="soft">${next}</p>
${link && (state === "open" || state === "zoom-away") ? door(state, link) : ""}
</div>
${contact(clinic)}
${reference === null ? "" : html`<p class="reference">Reference: ${reference}</p>`}
</main>
${lively ? html`<script>${raw(joinScript)}</script>` : ""}
</body>
</html>`;
}

/** The states that may change while the page is open. A redirect that failed stays as it was shown. */
const livelyStates: ReadonlySet<PageState> = new Set(["early", "pending", "open"]);

/** Changes when the page would say something else; a closed door says no more than that it is closed. */
export const shownOf = ({ state, startTime, duration }: LinkView): string =>
  livelyStates.has(state) ? `${state} ${startTime.getTime()} ${duration}` : state;

/** With scripts the page follows a stream, and reloads by itself only without one. */
function refreshes(seconds: number, lively: boolean) {
  const refresh = html`<meta http-equiv="refresh" content="${seconds}">`;
  return lively ? html`<noscript>${refresh}</noscript>` : refresh;
}

// The holder of a revoked link need not learn when the visit is: it may be another patient's by now.
const time = ({ startTime, timezone, duration }: LinkView) =>
  html`<p class="when"><strong>${timeInWords(startTime, timezone)}</strong> ${duration} minutes</p>`;

function door(state: "open" | "zoom-away", { role }: LinkView) {
  const label = role === "host" ? "Start the visit" : "Go to the visit";
  return html`<form method="post"><button type="submit">${state === "open" ? label : "Try again"}</button></form>`;
}

/** How to reach the clinic. */
export function contact({ name, phone }: Clinic) {
  if (phone === "") return html`<footer>Questions? Contact ${name}.</footer>`;
  return html`<footer>Questions? Call ${name}:<a class="call" href="tel:${phone.replace(/[^+\d]/g, "")}">${phone}</a></footer>`;
}

/** An early page shows the open door as soon as there is one; those that wait for us or Zoom look every now and then. */
function refreshSeconds(state: PageState, link: LinkView | null): number | null {
  if (state === "early" && link) {
    const seconds = Math.ceil((link.opensAt.getTime() - link.now.getTime()) / 1000);
    return Math.min(Math.max(seconds, 1), maxWaitSeconds);
  }
  return state === "pending" || state === "zoom-away" || state === "trouble" ? pendingRefreshSeconds : null;
}
