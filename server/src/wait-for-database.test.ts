import { isDatabaseUnavailable } from "@patientcare/zoom-db";
import { expect, test } from "vitest";
import { waitForDatabase } from "./wait-for-database.ts";

const unavailable = () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

test("the work is repeated while the database is unavailable, up to the deadline, and told once", async () => {
  let tries = 0;
  let told = 0;
  const waited = waitForDatabase(
    async () => {
      tries++;
      throw unavailable();
    },
    { forMs: 1_200, isWorthWaiting: isDatabaseUnavailable, onWait: () => told++ },
  );
  await expect(waited).rejects.toThrow("connect");
  expect([tries, told]).toEqual([3, 1]);
});

test("other trouble is not waited for", async () => {
  const wrong = () => Promise.reject(new Error("another trouble"));
  const waited = waitForDatabase(wrong, {
    forMs: 60_000,
    isWorthWaiting: isDatabaseUnavailable,
    onWait: () => {},
  });
  await expect(waited).rejects.toThrow("another trouble");
});
