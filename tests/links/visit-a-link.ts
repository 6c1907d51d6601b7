export interface Answer {
  status: number;
  state: string | undefined;
  location: string | null;
  headers: Headers;
  html: string;
}

/** What whoever follows a link gets, without going on from there. */
export async function visitLink(
  url: string,
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "OPTIONS" = "GET",
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(url, { method, headers, redirect: "manual" });
  const html = await response.text();
  return {
    status: response.status,
    state: html.match(/data-state="([a-z-]+)"/)?.[1],
    location: response.headers.get("location"),
    headers: response.headers,
    html,
  };
}

export const pass = (url: string, headers?: Record<string, string>) => visitLink(url, "POST", headers);
