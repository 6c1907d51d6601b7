import { type Context, Hono } from "hono";
import type { Meeting } from "../meeting.ts";
import { admit } from "../visits/admit.ts";
import { endMeeting } from "../visits/end-meeting.ts";
import { enterRoom } from "../visits/enter-room.ts";
import { leave } from "../visits/leave.ts";
import { newHost } from "../visits/new-person.ts";
import { hostInRoom } from "../visits/presence.ts";
import type { World } from "../world.ts";
import { hostRoomPage, hostStartPage } from "./host-page.ts";
import { isStartToken } from "./is-start-token.ts";
import { missingPage } from "./missing-page.ts";

const missing = missingPage("This meeting does not exist", "Check the link, or ask for a new one.");
const expired = missingPage("This start link has expired", "Ask for a new one; it works for two hours.");

type HostAction = (world: World, meeting: Meeting, userId: string) => void;

const hostActions: Record<string, HostAction> = {
  start(world, meeting) {
    const name = meeting.hostEmail.split("@")[0] ?? "Host";
    if (!hostInRoom(meeting)) enterRoom(world, meeting, newHost(world, meeting, name), world.now());
  },
  admit(world, meeting, userId) {
    admit(world, meeting, userId, world.now());
  },
  leave(world, meeting) {
    const host = hostInRoom(meeting);
    if (host) leave(world, meeting, host.userId, world.now());
  },
  end(world, meeting) {
    endMeeting(world, meeting, world.now());
  },
};

/** /s/:id — what the host's start link opens. */
export function createHostRoutes(world: World): Hono {
  const routes = new Hono();

  async function withMeeting(
    c: Context,
    respond: (meeting: Meeting, zak: string) => Promise<Response> | Response,
  ): Promise<Response> {
    const id = c.req.param("id") ?? "";
    const zak = c.req.query("zak") ?? "";
    const meeting = world.state.meetings[id];
    if (!meeting || meeting.deletedAt !== null) return c.html(missing, 404);
    if (!(await isStartToken(world, zak, id))) return c.html(expired, 403);
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
      act(world, meeting, userId);
      await world.saved();
      const query = new URLSearchParams({ zak });
      if (action === "leave" || action === "end") query.set("left", "1");
      return c.redirect(`/s/${meeting.id}?${query}`, 303);
    }),
  );

  return routes;
}
