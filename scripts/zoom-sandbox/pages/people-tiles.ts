import { html } from "hono/html";
import type { Meeting } from "../meeting.ts";
import { peopleInRoom } from "../visits/presence.ts";
import type { Markup } from "./room-layout.ts";

export function peopleTiles(meeting: Meeting): Markup {
  return html`<h2>In the room</h2>
    <ul class="tiles">${peopleInRoom(meeting).map(
      ({ name, role }) => html`<li>${name}${role === "host" ? " (host)" : ""}</li>`,
    )}</ul>`;
}
