import { html } from "hono/html";
import { type Markup, roomLayout } from "./room-layout.ts";

export function missingPage(title: string, text: string): Markup {
  return roomLayout({ title, state: "missing", body: html`<p>${text}</p>` });
}
