import type { SandboxContext, UserState } from "../state.ts";
import { userIdOf } from "../zoom-formats.ts";
import { ApiError } from "./requests.ts";

export type User = { id: string; email: string; state: UserState };

/** Addresses of doctors who cannot host, for a first try. */
const reserved: Record<string, UserState> = {
  "unlicensed@example.com": "unlicensed",
  "unknown@example.com": "unknown",
};

/**
 * Any e-mail but the reserved ones is a licensed user of the account until a control changes that; an id works after its
 * e-mail was used.
 */
export function findUser(context: SandboxContext, idOrEmail: string): User {
  const { state, account } = context;
  const id = idOrEmail.includes("@") ? userIdOf(idOrEmail) : idOrEmail;
  if (idOrEmail.includes("@") && !state.users[id]) {
    const email = idOrEmail.toLowerCase();
    state.users[id] = { email, state: reserved[email] ?? "licensed" };
    context.scheduleSave();
  }
  const user = state.users[id];
  if (!user || user.state === "unknown")
    throw new ApiError(404, { code: 1001, message: `User does not exist: ${idOrEmail}.` });
  if (user.state === "not-in-account")
    throw new ApiError(400, {
      code: 1010,
      message: `User does not belong to this account: ${account.accountId}.`,
    });
  return { id, ...user };
}

export function findHost(context: SandboxContext, idOrEmail: string): User {
  const user = findUser(context, idOrEmail);
  if (user.state === "unlicensed")
    throw new ApiError(400, {
      code: 3161,
      message: "Your user account is not allowed meeting hosting and scheduling capabilities.",
    });
  return user;
}

const userTypes = { licensed: 2, basic: 1, unlicensed: 4, unknown: 99, "not-in-account": 99 } as const;

export function toUserResponse(context: SandboxContext, user: User): Record<string, unknown> {
  const [firstName = "", lastName = ""] = (user.email.split("@")[0] ?? "")
    .split(/[._-]/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1));
  return {
    id: user.id,
    first_name: firstName,
    last_name: lastName,
    display_name: `${firstName} ${lastName}`.trim(),
    email: user.email,
    type: userTypes[user.state],
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
    account_id: context.account.accountId,
    cluster: "us04",
    status: "active",
  };
}
