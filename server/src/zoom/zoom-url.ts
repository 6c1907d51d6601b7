/** The hosts that links of Zoom's may lead to. */
export interface LinkHosts {
  apiUrl: string;
  /** Zoom's own and further ones, each with its subdomains. */
  joinHosts: readonly string[];
}

/** Whether a link may be handed to a person: https at Zoom or a further host, or the configured API's own host (the sandbox). */
export function isZoomUrl(url: string, { apiUrl, joinHosts }: LinkHosts): boolean {
  const link = readLink(url);
  const api = URL.parse(apiUrl);
  if (!link) return false;
  const { protocol, port, hostname } = link;
  const isAllowed = joinHosts.some((host) => isWithin(hostname, host));
  if (protocol === "https:" && port === "" && isAllowed) return true;
  return api !== null && protocol === api.protocol && address(link) === address(api);
}

/** Why a link may not be handed out: its host alone, or that it is none. */
export function describeForeignLink(url: string): string {
  const host = readLink(url)?.hostname ?? "";
  return host === ""
    ? "is no link that may be handed out"
    : `leads to ${host.slice(0, 253)}, a host that ZOOM_JOIN_HOSTS does not allow`;
}

/**
 * The parser drops tabs, line breaks and surrounding blanks, and reads a backslash as a slash: what it sees would differ
 * from what is later written into a header or a page.
 */
function readLink(url: string): URL | null {
  if (/[\s\\\p{Cc}]/u.test(url)) return null;
  const link = URL.parse(url);
  return link && !link.username && !link.password ? link : null;
}

const isWithin = (hostname: string, host: string) => hostname === host || hostname.endsWith(`.${host}`);

function address({ hostname, port }: URL): string {
  return `${hostname === "localhost" ? "127.0.0.1" : hostname}:${port}`;
}
