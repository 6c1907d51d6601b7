import { Hono } from "hono";
import type { World } from "../world.ts";
import { createHostRoutes } from "./host-routes.ts";
import { createParticipantRoutes } from "./participant-routes.ts";

export function createRoomRoutes(world: World): Hono {
  return new Hono()
    .route("/j", createParticipantRoutes(world))
    .route("/s", createHostRoutes(world))
    .get("/healthz", (c) => c.text("ok"));
}
