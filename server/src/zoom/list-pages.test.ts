import { expect, test } from "vitest";
import { listPages } from "./list-pages.ts";

test("pages are put together in order", async () => {
  const pages: Record<string, { items: number[]; nextPageToken: string }> = {
    first: { items: [1, 2], nextPageToken: "a" },
    a: { items: [3], nextPageToken: "b" },
    b: { items: [], nextPageToken: "" },
  };
  const list = await listPages(async ({ next_page_token = "first" }) => {
    const page = pages[next_page_token];
    if (!page) throw new Error(`no page ${next_page_token}`);
    return page;
  });
  expect(list).toEqual([1, 2, 3]);
});

test("a list that leads back to itself is not taken for a whole one", async () => {
  const endless = listPages(async () => ({ items: [1], nextPageToken: "again" }));
  await expect(endless).rejects.toMatchObject({ failure: { kind: "unavailable" } });
});
