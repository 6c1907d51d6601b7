import type { UserState, World } from "../state.ts";
import { userIdOf } from "../zoom-formats.ts";
import { ApiError } from "./requests.ts";

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

export function findHost(world: World, idOrEmail: string): User {
  const user = findUser(world, idOrEmail);
  if (user.state === "unlicensed")
    throw new ApiError(400, {
      code: 3161,
      message: "Your user account is not allowed meeting hosting and scheduling capabilities.",
    });
  return user;
}

const typeOf = { licensed: 2, basic: 1, unlicensed: 4, unknown: 99, "not-in-account": 99 } as const;

export function toUserResponse(world: World, user: User): Record<string, unknown> {
  const [firstName = "", lastName = ""] = (user.email.split("@")[0] ?? "")
    .split(/[._-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return {
    id: user.id,
    first_name: firstName,
    last_name: lastName,
    display_name: `${firstName} ${lastName}`.trim(),
    email: user.email,
    type: typeOf[user.state],
    role_name: "Member",
    use_pmi: false,
    timezone: "UTC",
    verified: 1,
    dept: "",
    created_at: "2024-01-08T09:00:00Z",
    user_created_at: "2024-01-08T09:00:00Z",
    language: "en-US",
    phone_country: "",
    phone_number: "",
    role_id: "2",
    account_id: world.account.accountId,
    cluster: "us04",
    status: "active",
  };
}
