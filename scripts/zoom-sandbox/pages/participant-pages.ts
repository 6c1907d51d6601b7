import { Hono } from "hono";
import { html } from "hono/html";
import type { Meeting, Person, SandboxContext } from "../state.ts";
import { leave } from "../visits/attendance.ts";
import { arrive } from "../visits/moves.ts";
import { peopleInRoom, peopleInWaitingRoom } from "../visits/people.ts";
import { type Markup, meetingNotFoundPage, peopleTiles, type RoomState, roomLayout } from "./layout.ts";

type ParticipantLocation = { state: Exclude<RoomState, "missing" | "join">; person: Person | null };

/** The place where the participant is now; `ended` when they are in none. */
function locateParticipant(meeting: Meeting, participantUuid: string): ParticipantLocation {
  const isParticipant = (person: Person) => person.participantUuid === participantUuid;
  const early = meeting.waitingForHost.find(isParticipant);
  if (early) return { state: "waiting-host", person: early };
  const waiting = peopleInWaitingRoom(meeting).find(isParticipant);
  if (waiting) return { state: "waiting-room", person: waiting };
  const inside = peopleInRoom(meeting).find(isParticipant);
  if (inside) return { state: "in-room", person: inside };
  return { state: "ended", person: null };
}

const waitingRefreshSeconds = 2;
const inRoomRefreshSeconds = 5;

function joinPage(
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

const bodies: Record<
  ParticipantLocation["state"],
  (meeting: Meeting, query: string, rejoinUrl: string) => Markup
> = {
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

const refreshSecondsOf = {
  "waiting-host": waitingRefreshSeconds,
  "waiting-room": waitingRefreshSeconds,
  "in-room": inRoomRefreshSeconds,
  ended: undefined,
} as const satisfies Record<ParticipantLocation["state"], number | undefined>;

function participantPage(
  meeting: Meeting,
  { state }: ParticipantLocation,
  { pwd, me }: { pwd: string; me: string },
): Markup {
  const query = new URLSearchParams({ pwd, me }).toString();
  const rejoinUrl = `/j/${meeting.id}?${new URLSearchParams({ pwd })}`;
  return roomLayout({
    title: meeting.topic,
    state,
    refreshSeconds: refreshSecondsOf[state],
    body: bodies[state](meeting, query, rejoinUrl),
  });
}

function needsNoPasscode(meeting: Meeting, pwd: string): boolean {
  return meeting.password === "" || pwd === meeting.encryptedPassword;
}

/** /j/:id: the pages behind a participant's join link. */
export function createParticipantRoutes(context: SandboxContext): Hono {
  const routes = new Hono();

  function findMeetingById(id: string): Meeting | null {
    const meeting = context.state.meetings[id];
    return meeting && meeting.deletedAt === null ? meeting : null;
  }

  routes.get("/:id", (c) => {
    const meeting = findMeetingById(c.req.param("id"));
    if (!meeting) return c.html(meetingNotFoundPage, 404);
    const { pwd = "", me = "" } = c.req.query();
    if (me !== "") return c.html(participantPage(meeting, locateParticipant(meeting, me), { pwd, me }));
    const asksPasscode = !needsNoPasscode(meeting, pwd);
    const problem = asksPasscode && pwd !== "" ? "The passcode is wrong." : null;
    return c.html(joinPage(meeting, { pwd, asksPasscode, problem }));
  });

  routes.post("/:id", async (c) => {
    const meeting = findMeetingById(c.req.param("id"));
    if (!meeting) return c.html(meetingNotFoundPage, 404);
    const { pwd = "" } = c.req.query();
    const form = new URLSearchParams(await c.req.text());
    const name = (form.get("name") ?? "").trim();
    if (!needsNoPasscode(meeting, pwd) && form.get("passcode") !== meeting.password)
      return c.html(joinPage(meeting, { pwd, asksPasscode: true, problem: "The passcode is wrong." }), 403);
    if (name === "")
      return c.html(
        joinPage(meeting, {
          pwd,
          asksPasscode: !needsNoPasscode(meeting, pwd),
          problem: "Please type your name.",
        }),
        422,
      );
    const person = arrive(context, meeting, { name }, context.now());
    await context.save();
    const query = new URLSearchParams({ pwd: meeting.encryptedPassword, me: person.participantUuid });
    return c.redirect(`/j/${meeting.id}?${query}`, 303);
  });

  routes.post("/:id/leave", async (c) => {
    const meeting = findMeetingById(c.req.param("id"));
    if (!meeting) return c.html(meetingNotFoundPage, 404);
    const { pwd = "", me = "" } = c.req.query();
    const { person } = locateParticipant(meeting, me);
    if (person) leave(context, meeting, person.userId, { at: context.now() });
    await context.save();
    return c.redirect(`/j/${meeting.id}?${new URLSearchParams({ pwd, me })}`, 303);
  });

  return routes;
}
