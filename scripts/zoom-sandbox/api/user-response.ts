import type { World } from "../world.ts";
import type { User } from "./find-user.ts";

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
