import pg from "pg";
import { expect, test } from "vitest";
import { isConflict, isDatabaseUnavailable } from "./postgres-errors.ts";

const ofServer = (code: string) =>
  Object.assign(new pg.DatabaseError("canary", 6, "error"), { code, severity: "ERROR" });

test.each([
  ["08006", "the connection failed"],
  ["08P01", "a pooler gave up"],
  ["25006", "the database is read-only"],
  ["25P03", "a transaction was idle for too long"],
  ["25P04", "a transaction took too long"],
  ["28P01", "the password was changed"],
  ["3D000", "the database is being restored"],
  ["53300", "there are too many connections"],
  ["55P03", "a lock did not come in time"],
  ["57014", "a statement took too long"],
  ["57P01", "the server stops"],
  ["57P03", "the server starts"],
])("%s: %s, and the database counts as unavailable", (code) => {
  expect(isDatabaseUnavailable(ofServer(code))).toBe(true);
  expect(isConflict(ofServer(code))).toBe(false);
});

test.each([
  "ECONNREFUSED",
  "ENOENT",
  "ENETUNREACH",
  "CERT_HAS_EXPIRED",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
])("a connection that fails with %s is of an unavailable database", (code) => {
  expect(isDatabaseUnavailable(Object.assign(new Error("canary"), { code }))).toBe(true);
});

test.each(["40001", "40P01"])("%s is a conflict of two transactions", (code) => {
  expect(isConflict(ofServer(code))).toBe(true);
  expect(isDatabaseUnavailable(ofServer(code))).toBe(false);
});

test.each(["22007", "23505", "23P01", "42601", "42501", "P0001"])(
  "%s is a fault of ours, or the caller's",
  (code) => {
    expect(isDatabaseUnavailable(ofServer(code)) || isConflict(ofServer(code))).toBe(false);
  },
);

test("an error that comes from elsewhere is none of the database", () => {
  for (const error of [
    new Error("canary"),
    Object.assign(new Error("canary"), { code: 5 }),
    "ECONNREFUSED",
    undefined,
  ])
    expect(isDatabaseUnavailable(error)).toBe(false);
});
