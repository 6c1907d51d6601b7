import { isOwnedBy } from "@patientcare/zoom-db";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { anEmptyDatabase } from "./an-empty-database.ts";

test("the database's rule of ownership is the service's, for every pair of person and caller", async () => {
  await using database = await anEmptyDatabase();
  const ids = [null, "", "7", "8"];
  const hashes = [null, Buffer.from("me"), Buffer.from("other")];
  const people = ids.flatMap((externalId) => hashes.map((emailHash) => ({ externalId, emailHash })));
  const owners = ["", "7", "9"].flatMap((externalId) =>
    hashes.map((emailHash) => ({ externalId, emailHash })),
  );
  for (const person of people) {
    for (const owner of owners) {
      const { rows } = await sql<{ owned: boolean | null }>`
        select is_owned_by(${person.externalId}, ${person.emailHash}, ${owner.externalId}, ${owner.emailHash})
          as owned`.execute(database.db);
      const both = { doctor: person, patient: person };
      expect([person, owner, rows[0]?.owned ?? false]).toEqual([
        person,
        owner,
        isOwnedBy({ side: "doctor", ...owner }, both),
      ]);
    }
  }
});
