import { html, raw } from "hono/html";
import type { Meeting } from "../state.ts";
import { peopleInRoom } from "../visits/people.ts";

const roomStyle = `
:root { color-scheme: light dark; --ink: #1c2433; --quiet: #5a6478; --line: #d5dae3; --page: #f4f6fa; --card: #fff; --blue: #0b5cff; --red: #c62828; --tile: #26324a; }
@media (prefers-color-scheme: dark) { :root { --ink: #eef1f7; --quiet: #a8b1c4; --line: #39435a; --page: #10141d; --card: #1a2130; --blue: #3b7bff; --red: #d64545; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: flex; flex-direction: column; align-items: center; gap: 1rem; padding: 1.5rem 1rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .75rem; font-size: 1.375rem; line-height: 1.25; }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p { margin: 0 0 1rem; }
footer, .quiet { color: var(--quiet); font-size: .875rem; }
form { margin: 0; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input { width: 100%; min-height: 3rem; margin-bottom: 1rem; padding: .5rem .75rem; border: 1px solid var(--quiet); border-radius: .5rem; background: var(--card); color: inherit; font: inherit; }
button, .button { display: block; width: 100%; min-height: 3rem; padding: .6rem 1rem; border: 0; border-radius: .5rem; background: var(--blue); color: #fff; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
:focus-visible { outline: 3px solid var(--blue); outline-offset: 2px; }
button.end { background: var(--red); }
button.plain { background: transparent; color: inherit; border: 1px solid var(--quiet); }
.problem { padding: .75rem; border-left: 4px solid var(--red); }
ul { list-style: none; margin: 0; padding: 0; }
li { display: flex; align-items: center; justify-content: space-between; gap: .75rem; padding: .5rem 0; border-top: 1px solid var(--line); }
li button { width: auto; min-height: 2.75rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem; }
.tiles li { justify-content: center; min-height: 6rem; padding: .75rem; border: 0; border-radius: .75rem; background: var(--tile); color: #fff; text-align: center; }
.actions { display: grid; gap: .75rem; margin-top: 1.5rem; }
`;

export type RoomState = "join" | "waiting-host" | "waiting-room" | "in-room" | "ended" | "missing";

export type Markup = ReturnType<typeof html>;

/** The frame of every room page. `refreshSeconds` reloads it, so waiting needs no script. */
export function roomLayout({
  title,
  state,
  body,
  refreshSeconds,
}: {
  title: string;
  state: RoomState;
  body: Markup;
  refreshSeconds?: number;
}): Markup {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}">` : ""}
    <link rel="icon" href="data:,">
    <title>${title}</title>
    <style>${raw(roomStyle)}</style>
  </head>
  <body>
    <main data-room-state="${state}">
      <h1>${title}</h1>
      ${body}
    </main>
    <footer>Zoom sandbox: no camera, no sound</footer>
  </body>
</html>`;
}

export function missingPage(title: string, text: string): Markup {
  return roomLayout({ title, state: "missing", body: html`<p>${text}</p>` });
}

export const meetingNotFoundPage = missingPage(
  "This meeting does not exist",
  "Check the link, or ask for a new one.",
);

export function peopleTiles(meeting: Meeting): Markup {
  return html`<h2>In the room</h2>
    <ul class="tiles">${peopleInRoom(meeting).map(
      ({ name, role }) => html`<li>${name}${role === "host" ? " (host)" : ""}</li>`,
    )}</ul>`;
}
