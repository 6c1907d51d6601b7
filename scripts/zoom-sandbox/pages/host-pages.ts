import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { isStartToken } from "../api/meeting-response.ts";
import type { Meeting, SandboxContext } from "../state.ts";
import { endMeeting, enterRoom, leave } from "../visits/attendance.ts";
import { admit } from "../visits/moves.ts";
import { hostInRoom, hostNameOf, newHost, peopleInWaitingRoom } from "../visits/people.ts";
import { type Markup, meetingNotFoundPage, missingPage, peopleTiles, roomLayout } from "./layout.ts";

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
  const waiting = peopleInWaitingRoom(meeting);
  if (waiting.length === 0) return html`<h2>Waiting room</h2><p class="quiet">Nobody is waiting.</p>`;
  return html`<h2>Waiting room</h2>
    <ul>${waiting.map(
      ({ name, userId }) => html`<li>
        <span>${name}</span>
        ${action(meeting, { verb: `admit/${userId}`, zak, label: "Admit" })}
      </li>`,
    )}</ul>`;
}

function hostStartPage(meeting: Meeting, zak: string, { hasLeft }: { hasLeft: boolean }): Markup {
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

function hostRoomPage(meeting: Meeting, zak: string): Markup {
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

const expiredLinkPage = missingPage(
  "This start link has expired",
  "Ask for a new one; it works for two hours.",
);

type HostAction = (context: SandboxContext, meeting: Meeting, userId: string) => void;

const hostActions: Record<string, HostAction> = {
  start(context, meeting) {
    if (hostInRoom(meeting)) return;
    enterRoom(context, meeting, newHost(context, meeting, { name: hostNameOf(meeting) }), context.now());
  },
  admit(context, meeting, userId) {
    admit(context, meeting, userId, context.now());
  },
  leave(context, meeting) {
    const host = hostInRoom(meeting);
    if (host) leave(context, meeting, host.userId, { at: context.now() });
  },
  end(context, meeting) {
    endMeeting(context, meeting, context.now());
  },
};

/** /s/:id: the pages behind the host's start link. */
export function createHostRoutes(context: SandboxContext): Hono {
  const routes = new Hono();

  async function withMeeting(
    c: Context,
    respond: (meeting: Meeting, zak: string) => Promise<Response> | Response,
  ): Promise<Response> {
    const id = c.req.param("id") ?? "";
    const zak = c.req.query("zak") ?? "";
    const meeting = context.state.meetings[id];
    if (!meeting || meeting.deletedAt !== null) return c.html(meetingNotFoundPage, 404);
    if (!(await isStartToken(context, zak, id))) return c.html(expiredLinkPage, 403);
    return respond(meeting, zak);
  }

  routes.get("/:id", (c) =>
    withMeeting(c, (meeting, zak) =>
      c.html(
        hostInRoom(meeting)
          ? hostRoomPage(meeting, zak)
          : hostStartPage(meeting, zak, { hasLeft: c.req.query("left") === "1" }),
      ),
    ),
  );

  routes.post("/:id/:action/:userId?", (c) =>
    withMeeting(c, async (meeting, zak) => {
      const { action, userId = "" } = c.req.param();
      const act = hostActions[action];
      if (!act) return c.notFound();
      act(context, meeting, userId);
      await context.save();
      const query = new URLSearchParams({ zak });
      if (action === "leave" || action === "end") query.set("left", "1");
      return c.redirect(`/s/${meeting.id}?${query}`, 303);
    }),
  );

  return routes;
}
