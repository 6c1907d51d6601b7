import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";
import { findUser, type User } from "./find-user.ts";

export function findHost(world: World, idOrEmail: string): User {
  const user = findUser(world, idOrEmail);
  if (user.state === "unlicensed")
    throw new ApiError(400, {
      code: 3161,
      message: "Your user account is not allowed meeting hosting and scheduling capabilities.",
    });
  return user;
}
