/** The target of a path under /j/: a link's page, or the stream of its changes. */
export interface LinkPath {
  token: string;
  leadsTo: "page" | "events";
}

/**
 * Reads a path under /j/; null when it leads nowhere. Mail programs and people put a slash, a bracket or a full stop
 * behind a link: characters that no token holds are passed over there, encoded or not.
 */
export function readLinkPath(pathname: string): LinkPath | null {
  const [, token, rest = ""] = /^\/j\/([\w-]+)(.*)$/s.exec(decoded(pathname)) ?? [];
  if (token === undefined) return null;
  if (!/[\w-]/.test(rest)) return { token, leadsTo: "page" };
  return /^\/events[^\w-]*$/.test(rest) ? { token, leadsTo: "events" } : null;
}

/** Where the encoding is broken, blanks stand for all that is encoded. */
function decoded(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname.replace(/%([0-9a-f]{2})?/gi, " ");
  }
}
