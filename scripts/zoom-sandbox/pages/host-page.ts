import { html } from "hono/html";
import type { Meeting } from "../meeting.ts";
import { peopleTiles } from "./people-tiles.ts";
import { type Markup, roomLayout } from "./room-layout.ts";

const refreshSeconds = 3;

function action(
  meeting: Meeting,
  { verb, zak, label, className = "" }: { verb: string; zak: string; label: string; className?: string },
): Markup {
  return html`<form method="post" action="/s/${meeting.id}/${verb}?zak=${encodeURIComponent(zak)}">
    <button class="${className}">${label}</button>
  </form>`;
}

function waitingPeople(meeting: Meeting, zak: string): Markup {
  const waiting = meeting.live?.waitingRoom ?? [];
  if (waiting.length === 0) return html`<h2>Waiting room</h2><p class="quiet">Nobody is waiting.</p>`;
  return html`<h2>Waiting room</h2>
    <ul>${waiting.map(
      ({ name, userId }) => html`<li>
        <span>${name}</span>
        ${action(meeting, { verb: `admit/${userId}`, zak, label: "Admit" })}
      </li>`,
    )}</ul>`;
}

export function hostStartPage(meeting: Meeting, zak: string, { hasLeft }: { hasLeft: boolean }): Markup {
  const hasEnded = hasLeft && !meeting.live;
  const start = hasEnded ? "Start again" : meeting.live ? "Join as host" : "Start meeting";
  return roomLayout({
    title: meeting.topic,
    state: hasLeft ? "ended" : "join",
    body: html`<p>${hasEnded ? "This meeting has ended." : `You are the host, ${meeting.hostEmail}.`}</p>
      ${
        meeting.waitingForHost.length > 0
          ? html`<p class="quiet">Waiting for you: ${meeting.waitingForHost.map(({ name }) => name).join(", ")}</p>`
          : ""
      }
      ${action(meeting, { verb: "start", zak, label: start, className: hasEnded ? "plain" : "" })}`,
  });
}

export function hostRoomPage(meeting: Meeting, zak: string): Markup {
  return roomLayout({
    title: meeting.topic,
    state: "in-room",
    refreshSeconds,
    body: html`${waitingPeople(meeting, zak)} ${peopleTiles(meeting)}
      <div class="actions">
        ${action(meeting, { verb: "leave", zak, label: "Leave", className: "plain" })}
        ${action(meeting, { verb: "end", zak, label: "End for all", className: "end" })}
      </div>`,
  });
}
