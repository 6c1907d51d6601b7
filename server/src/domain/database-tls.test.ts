import { expect, test } from "vitest";
import { secureDatabaseUrl, tlsProblem } from "./database-tls.ts";

const remote = "postgres://user:pass@db.example:5432/zoom";

test.each([
  "postgres://user@localhost/zoom",
  "postgres://user@LOCALHOST:6432/zoom?sslmode=disable",
  "postgres://user@127.0.0.1/zoom",
  "postgresql://user@127.8.9.10/zoom",
  "postgres://user@[::1]:5432/zoom",
  "postgres://user@%2Frun%2Fpostgresql/zoom",
  "postgres://user@db.example/zoom?host=/run/postgresql",
])("%s is on this machine: it is left as it is", (url) => {
  expect(tlsProblem(url, undefined)).toBeNull();
  expect(secureDatabaseUrl(url, undefined)).toBe(url);
});

test.each([
  remote,
  "postgres://user@127.0.0.1.example/zoom",
  "postgres://user@localhost.example/zoom",
  "postgres://user@0.0.0.0/zoom",
  "postgres://user@10.0.0.7/zoom",
  "postgres://user@[fd00::1]/zoom",
  "postgres://user@localhost/zoom?host=db.example",
  "postgres://user@localhost/zoom?host=127.0.0.1&host=db.example",
])("%s is on another machine: TLS is required, and the certificate is checked", (url) => {
  const secured = new URL(secureDatabaseUrl(url, undefined));
  expect(secured.searchParams.get("sslmode")).toBe("verify-full");
  secured.searchParams.delete("sslmode");
  expect(secured.href).toBe(url);
});

test("TLS is required on this machine, too, where DATABASE_TLS says so", () => {
  const url = "postgres://user@127.0.0.1/zoom";
  expect(secureDatabaseUrl(url, "required")).toBe(`${url}?sslmode=verify-full`);
});

test("DATABASE_TLS=off leaves what the URL asks for", () => {
  for (const url of [remote, `${remote}?sslmode=disable`, `${remote}?sslmode=verify-full`]) {
    expect(tlsProblem(url, "off")).toBeNull();
    expect(secureDatabaseUrl(url, "off")).toBe(url);
  }
});

test.each(["prefer", "require", "verify-ca", "verify-full"])(
  "sslmode=%s becomes the strictest, and the certificate files of the URL stay",
  (mode) => {
    const files = "sslrootcert=%2Fetc%2Fca.pem&sslcert=%2Fetc%2Fme.pem&sslkey=%2Fetc%2Fme.key";
    const url = `${remote}?sslmode=${mode}&uselibpqcompat=true&ssl=true&${files}`;
    expect(tlsProblem(url, undefined)).toBeNull();
    expect(secureDatabaseUrl(url, undefined)).toBe(`${remote}?sslmode=verify-full&${files}`);
  },
);

test.each(["sslmode=disable", "sslmode=no-verify", "ssl=false", "ssl=0", "ssl=no-verify", "ssl=true&ssl=0"])(
  "%s asks for less than is required, and is refused with the way out",
  (query) => {
    expect(tlsProblem(`${remote}?${query}`, undefined)).toMatch(/asks for ssl.*DATABASE_TLS=off/);
    expect(tlsProblem(`postgres://user@localhost/zoom?${query}`, "required")).toMatch(/asks for ssl/);
  },
);

test("without a host the URL leads to this machine, whatever PGHOST says", () => {
  expect(secureDatabaseUrl("postgres:///zoom", undefined)).toBe("postgres:///zoom?host=localhost");
});
