import type { World } from "../world.ts";

/** The e-mail of the host an API call is about, where its path names one. */
export function hostOfCall(world: World, pathname: string): string | undefined {
  const user = pathname.match(/^\/v2\/users\/([^/]+)/)?.[1];
  if (user) {
    const idOrEmail = decodeURIComponent(user);
    return idOrEmail.includes("@") ? idOrEmail.toLowerCase() : world.state.users[idOrEmail]?.email;
  }
  const meeting = pathname.match(/^\/v2\/(?:past_)?meetings\/(\d+)/)?.[1];
  return meeting ? world.state.meetings[meeting]?.hostEmail : undefined;
}
