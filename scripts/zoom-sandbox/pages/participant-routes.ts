import { Hono } from "hono";
import type { Meeting } from "../meeting.ts";
import { arrive } from "../visits/arrive.ts";
import { leave } from "../visits/leave.ts";
import type { World } from "../world.ts";
import { missingPage } from "./missing-page.ts";
import { joinPage, participantPage } from "./participant-page.ts";
import { participantPlace } from "./participant-place.ts";

const missing = missingPage("This meeting does not exist", "Check the link, or ask for a new one.");

function opensDoor(meeting: Meeting, pwd: string): boolean {
  return meeting.password === "" || pwd === meeting.encryptedPassword;
}

/** /j/:id — what a participant's join link opens. */
export function createParticipantRoutes(world: World): Hono {
  const routes = new Hono();

  function openMeeting(id: string): Meeting | null {
    const meeting = world.state.meetings[id];
    return meeting && meeting.deletedAt === null ? meeting : null;
  }

  routes.get("/:id", (c) => {
    const meeting = openMeeting(c.req.param("id"));
    if (!meeting) return c.html(missing, 404);
    const { pwd = "", me = "" } = c.req.query();
    if (me !== "") return c.html(participantPage(meeting, participantPlace(meeting, me), { pwd, me }));
    const asksPasscode = !opensDoor(meeting, pwd);
    const problem = asksPasscode && pwd !== "" ? "The passcode is wrong." : null;
    return c.html(joinPage(meeting, { pwd, asksPasscode, problem }));
  });

  routes.post("/:id", async (c) => {
    const meeting = openMeeting(c.req.param("id"));
    if (!meeting) return c.html(missing, 404);
    const { pwd = "" } = c.req.query();
    const form = new URLSearchParams(await c.req.text());
    const name = (form.get("name") ?? "").trim();
    if (!opensDoor(meeting, pwd) && form.get("passcode") !== meeting.password)
      return c.html(joinPage(meeting, { pwd, asksPasscode: true, problem: "The passcode is wrong." }), 403);
    if (name === "")
      return c.html(
        joinPage(meeting, { pwd, asksPasscode: !opensDoor(meeting, pwd), problem: "Please type your name." }),
        422,
      );
    const person = arrive(world, meeting, { name }, world.now());
    await world.saved();
    const query = new URLSearchParams({ pwd: meeting.encryptedPassword, me: person.participantUuid });
    return c.redirect(`/j/${meeting.id}?${query}`, 303);
  });

  routes.post("/:id/leave", async (c) => {
    const meeting = openMeeting(c.req.param("id"));
    if (!meeting) return c.html(missing, 404);
    const { pwd = "", me = "" } = c.req.query();
    const { person } = participantPlace(meeting, me);
    if (person) leave(world, meeting, person.userId, world.now());
    await world.saved();
    return c.redirect(`/j/${meeting.id}?${new URLSearchParams({ pwd, me })}`, 303);
  });

  return routes;
}
