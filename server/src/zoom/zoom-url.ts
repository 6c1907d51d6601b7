const zoomHost = /(?:^|\.)(?:zoom\.us|zoomgov\.com)$/;

/** Whether a link may be handed to a person: https at Zoom, or the configured API's own host (the sandbox). */
export function isZoomUrl(url: string, apiUrl: string): boolean {
  // The parser drops tabs, line breaks and surrounding blanks, and reads a backslash as a slash: what it
  // sees would differ from what is later written into a header or a page.
  if (/[\s\\\p{Cc}]/u.test(url)) return false;
  const link = URL.parse(url);
  const api = URL.parse(apiUrl);
  if (!link || link.username || link.password) return false;
  if (link.protocol === "https:" && link.port === "" && zoomHost.test(link.hostname)) return true;
  return api !== null && link.protocol === api.protocol && address(link) === address(api);
}

function address({ hostname, port }: URL): string {
  return `${hostname === "localhost" ? "127.0.0.1" : hostname}:${port}`;
}
