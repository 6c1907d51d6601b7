import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { SandboxContext } from "../state.ts";
import { newTrackingId } from "../zoom-formats.ts";
import { createMeeting } from "./create-meeting.ts";
import { deleteMeeting, setMeetingStatus } from "./delete-meeting.ts";
import { isListType, listMeetings } from "./list-meetings.ts";
import { MeetingInput } from "./meeting-input.ts";
import { findMeeting, toMeetingResponse } from "./meeting-response.ts";
import { checkAccess, endpoints } from "./oauth.ts";
import { getPastMeeting, listPastInstances, listPastParticipants } from "./past-meetings.ts";
import { checkHostDailyLimit, countHostChange, createRateLimiter } from "./rate-limits.ts";
import { ApiError, invalidField, meetingUuidInPath, pageQuery, parseBody } from "./requests.ts";
import { updateMeeting } from "./update-meeting.ts";
import { findUser, toUserResponse } from "./users.ts";

export function createApiRoutes(context: SandboxContext): Hono {
  const api = new Hono();
  const limit = createRateLimiter(context);

  const guard = (name: keyof typeof endpoints) =>
    createMiddleware(async (c, next) => {
      const endpoint = endpoints[name];
      checkAccess(context, c.req.header("authorization"), endpoint);
      const headers = limit(endpoint.label);
      await next();
      for (const [header, value] of Object.entries(headers))
        if (!c.res.headers.has(header)) c.header(header, value);
    });

  async function readMeetingInput(c: Context): Promise<MeetingInput> {
    const input = parseBody(MeetingInput, await c.req.text());
    if (input.timezone !== undefined && context.state.rejectedTimezones.includes(input.timezone))
      throw invalidField("timezone");
    return input;
  }

  api.use(async (c, next) => {
    await next();
    c.header("x-zm-trackingid", newTrackingId());
    await context.save();
  });

  api.get("/users/:userId", guard("getUser"), (c) =>
    c.json(toUserResponse(context, findUser(context, c.req.param("userId")))),
  );

  api.post("/users/:userId/meetings", guard("createMeeting"), async (c) => {
    const input = await readMeetingInput(c);
    const meeting = createMeeting(context, c.req.param("userId"), input);
    return c.json(await toMeetingResponse(context, meeting), 201);
  });

  api.get("/users/:userId/meetings", guard("listMeetings"), (c) => {
    const { type = "scheduled", from, to } = c.req.query();
    if (!isListType(type)) throw invalidField("type");
    const page = pageQuery(c.req.query(), `${c.req.param("userId")} ${type} ${from} ${to}`);
    return c.json(listMeetings(context, c.req.param("userId"), { type, from, to, page }));
  });

  api.get("/meetings/:id", guard("getMeeting"), async (c) =>
    c.json(await toMeetingResponse(context, findMeeting(context, c.req.param("id")))),
  );

  api.patch("/meetings/:id", guard("updateMeeting"), async (c) => {
    const input = await readMeetingInput(c);
    const meeting = findMeeting(context, c.req.param("id"));
    checkHostDailyLimit(context, meeting.hostId);
    updateMeeting(context, meeting, input);
    countHostChange(context, meeting.hostId);
    return c.body(null, 204);
  });

  api.delete("/meetings/:id", guard("deleteMeeting"), (c) => {
    const id = c.req.param("id");
    deleteMeeting(context, findMeeting(context, id, `Meeting with this ${id} is not found or has expired.`));
    return c.body(null, 204);
  });

  api.put("/meetings/:id/status", guard("setMeetingStatus"), async (c) => {
    const { action } = parseBody(z.object({ action: z.enum(["end", "recover"]) }), await c.req.text());
    setMeetingStatus(context, c.req.param("id"), action);
    return c.body(null, 204);
  });

  api.get("/past_meetings/:idOrUuid", guard("getPastMeeting"), (c) =>
    c.json(getPastMeeting(context, meetingUuidInPath(c.req.url))),
  );

  api.get("/past_meetings/:id/instances", guard("listPastInstances"), (c) =>
    c.json(listPastInstances(context, c.req.param("id"))),
  );

  api.get("/past_meetings/:idOrUuid/participants", guard("listPastParticipants"), (c) => {
    const idOrUuid = meetingUuidInPath(c.req.url);
    return c.json(listPastParticipants(context, idOrUuid, pageQuery(c.req.query(), idOrUuid)));
  });

  // Zoom's gateway knows no such path: a 404 that says nothing about a meeting, unlike code 3001.
  api.all("*", (c) => c.json({ code: 2300, message: "This API endpoint is not recognized." }, 404));

  api.onError((error, c) => {
    if (error instanceof ApiError) return c.json(error.body, error.status, error.headers);
    console.error(error);
    return c.json({ code: 500, message: "Internal Server Error" }, 500);
  });

  return api;
}
