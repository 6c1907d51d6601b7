import { userIdOf } from "../ids/user-id.ts";
import type { UserState } from "../state.ts";
import type { World } from "../world.ts";
import { ApiError } from "./api-error.ts";

export type User = { id: string; email: string; state: UserState };

/** Any e-mail is a licensed user of the account until the controls say otherwise; ids work once seen. */
export function findUser(world: World, idOrEmail: string): User {
  const { state, account } = world;
  const id = idOrEmail.includes("@") ? userIdOf(idOrEmail) : idOrEmail;
  if (idOrEmail.includes("@") && !state.users[id]) {
    state.users[id] = { email: idOrEmail.toLowerCase(), state: "licensed" };
    world.changed();
  }
  const known = state.users[id];
  if (!known || known.state === "unknown")
    throw new ApiError(404, { code: 1001, message: `User does not exist: ${idOrEmail}.` });
  if (known.state === "not-in-account")
    throw new ApiError(400, {
      code: 1010,
      message: `User does not belong to this account: ${account.accountId}.`,
    });
  return { id, ...known };
}
