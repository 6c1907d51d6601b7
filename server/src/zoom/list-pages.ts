import { ZoomError } from "./errors.ts";

const maxPages = 200;

export type Page<T> = { items: T[]; nextPageToken: string };

/** Every item of every page, or an error: half a list must not look like a whole one. */
export async function listPages<T>(
  fetchPage: (query: { page_size: string; next_page_token?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  const seen = new Set<string>();
  let page = await fetchPage({ page_size: "300" });
  items.push(...page.items);
  while (page.nextPageToken !== "") {
    if (seen.has(page.nextPageToken) || seen.size >= maxPages) {
      throw new ZoomError({ kind: "unavailable", detail: "the list does not end" });
    }
    seen.add(page.nextPageToken);
    page = await fetchPage({ page_size: "300", next_page_token: page.nextPageToken });
    items.push(...page.items);
  }
  return items;
}
