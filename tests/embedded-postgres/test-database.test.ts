import { expect, test } from "vitest";
import { createTestDatabase } from "../support/cluster.ts";
import { withAdmin } from "../support/with-admin.ts";

test("every test database is migrated, empty, its own, and gone once dropped although somebody is connected", async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await withAdmin(one.url, (client) => client.query("create table only_here (id int)"));
  await withAdmin(two.url, async (client) => {
    const { rows } = await client.query(
      "select to_regclass('zoom_meetings') is not null as migrated, to_regclass('only_here') as leaked",
    );
    expect(rows).toEqual([{ migrated: true, leaked: null }]);
    client.on("error", () => {});
    await two.drop();
  });
  await one.drop();
  await expect(withAdmin(one.url, async () => {})).rejects.toMatchObject({ code: "3D000" });
});
