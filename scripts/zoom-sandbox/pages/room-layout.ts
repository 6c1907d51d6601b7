import { html, raw } from "hono/html";
import { roomStyle } from "./room-style.ts";

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
