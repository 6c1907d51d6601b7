import { expect, test } from "vitest";
import { networkFailure } from "./network-failure.ts";

const system = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall });
const fetchFailed = (cause: unknown) =>
  new Error("outer", { cause: new TypeError("fetch failed", { cause }) });

test.each([
  ["refused", system("ECONNREFUSED", "connect"), true],
  [
    "refused at every address",
    new AggregateError([system("ECONNREFUSED", "connect"), system("ENETUNREACH", "connect")]),
    true,
  ],
  ["unknown name", system("ENOTFOUND", "getaddrinfo"), true],
  ["slow to connect", system("UND_ERR_CONNECT_TIMEOUT"), true],
  ["wrong certificate", system("CERT_HAS_EXPIRED"), true],
  ["unreachable in the middle", system("EHOSTUNREACH", "read"), false],
  ["reset", system("ECONNRESET", "read"), false],
  ["closed by the other side", system("UND_ERR_SOCKET"), false],
  ["no cause", undefined, false],
])("%s", (_, cause, neverSent) => {
  expect(networkFailure(fetchFailed(cause)).neverSent).toBe(neverSent);
});

test("anything may be thrown", () => {
  expect(networkFailure("text")).toEqual({ neverSent: false, code: "network error" });
});

test("only the code is told", () => {
  expect(networkFailure(fetchFailed(system("ECONNRESET", "read"))).code).toBe("ECONNRESET");
});
