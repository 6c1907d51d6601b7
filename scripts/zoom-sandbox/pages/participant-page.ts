import { html } from "hono/html";
import type { Meeting } from "../meeting.ts";
import type { Place } from "./participant-place.ts";
import { peopleTiles } from "./people-tiles.ts";
import { type Markup, roomLayout } from "./room-layout.ts";

const waitSeconds = 2;
const inRoomSeconds = 5;

export function joinPage(
  meeting: Meeting,
  { pwd, asksPasscode, problem }: { pwd: string; asksPasscode: boolean; problem: string | null },
): Markup {
  return roomLayout({
    title: meeting.topic,
    state: "join",
    body: html`${problem ? html`<p class="problem" role="alert">${problem}</p>` : ""}
      <form method="post" action="/j/${meeting.id}?pwd=${encodeURIComponent(pwd)}">
        <label for="name">Your name</label>
        <input id="name" name="name" required maxlength="64" autocomplete="name">
        ${
          asksPasscode
            ? html`<label for="passcode">Passcode</label>
              <input id="passcode" name="passcode" required maxlength="10" autocomplete="off">`
            : ""
        }
        <button>Join</button>
      </form>`,
  });
}

function leaveForm(meeting: Meeting, query: string, text: string): Markup {
  return html`<form class="actions" method="post" action="/j/${meeting.id}/leave?${query}">
    <button class="plain">${text}</button>
  </form>`;
}

const bodies: Record<Place["state"], (meeting: Meeting, query: string, rejoinUrl: string) => Markup> = {
  "waiting-host": (meeting, query) =>
    html`<p>Waiting for the host to start this meeting.</p>${leaveForm(meeting, query, "Leave")}`,
  "waiting-room": (meeting, query) =>
    html`<p>You are in the waiting room. The host will let you in soon.</p>
      ${leaveForm(meeting, query, "Leave")}`,
  "in-room": (meeting, query) =>
    html`<p>You are in the meeting.</p>${peopleTiles(meeting)}${leaveForm(meeting, query, "Leave")}`,
  ended: (meeting, _, rejoinUrl) =>
    html`<p>${meeting.live ? "You have left the meeting." : "This meeting has ended."}</p>
      <a class="button" href="${rejoinUrl}">Join again</a>`,
};

const refreshSecondsIn = {
  "waiting-host": waitSeconds,
  "waiting-room": waitSeconds,
  "in-room": inRoomSeconds,
  ended: undefined,
} as const satisfies Record<Place["state"], number | undefined>;

export function participantPage(
  meeting: Meeting,
  { state }: Place,
  { pwd, me }: { pwd: string; me: string },
): Markup {
  const query = new URLSearchParams({ pwd, me }).toString();
  const rejoinUrl = `/j/${meeting.id}?${new URLSearchParams({ pwd })}`;
  return roomLayout({
    title: meeting.topic,
    state,
    refreshSeconds: refreshSecondsIn[state],
    body: bodies[state](meeting, query, rejoinUrl),
  });
}
