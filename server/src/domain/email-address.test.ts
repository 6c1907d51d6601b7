import { describe, expect, test } from "vitest";
import {
  asciiLowerCase,
  canonicalEmail,
  isAsciiEmail,
  isEmailAddress,
  isSameEmail,
  readableEmail,
} from "./email-address.ts";

describe("an e-mail address", () => {
  test.each([
    "sam@example.com",
    "john&jane@example.com",
    "a/b@example.com",
    "o'neil+zoom=1@example.co.uk",
    "!#$%&'*+-/=?^_`{|}~@example.com",
    '"sam rivers"@example.com',
    '"a@b"@example.com',
    '"a\\"b"@example.com',
    "patient@bücher.example",
    "patient@BÜCHER.example",
    "patient@xn--bcher-kva.example",
    "用户@例え.テスト",
    "müller@example.com",
    "x@a-b.1and1.example",
    `${"a".repeat(64)}@example.com`,
    `a@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.${"e".repeat(58)}.d`,
  ])("is %s", (text) => {
    expect(isEmailAddress(text)).toBe(true);
  });

  test.each([
    "",
    "sam",
    "sam@",
    "@example.com",
    "sam@localhost",
    "sam@example..com",
    "sam@.example.com",
    "sam@example.com.",
    "sam@-example.com",
    "sam@example-.com",
    "sam@exam ple.com",
    "sam@bü cher.example",
    "sam@bü/cher.example",
    "sam@bü%41.example",
    "sam@ex_ample.com",
    "sam@192.0.2.1",
    "sam@[192.0.2.1]",
    "sam rivers@example.com",
    ".sam@example.com",
    "sam.@example.com",
    "sam..r@example.com",
    "a@b@example.com",
    'sam"x"@example.com',
    '"sam@example.com',
    '"a"b"@example.com',
    "sam@example.com\r\nBcc: x@y.example",
    '"a\r\nb"@example.com',
    "sam\u0000@example.com",
    "sam\u200b@example.com",
    "<sam@example.com>",
    "sam@example.com, kim@example.com",
    `${"a".repeat(65)}@example.com`,
    `${"ü".repeat(33)}@example.com`,
    `sam@${"b".repeat(64)}.com`,
    `a@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.${"e".repeat(59)}.d`,
  ])("is not %j", (text) => {
    expect(isEmailAddress(text)).toBe(false);
  });
});

describe("two addresses", () => {
  test.each([
    ["Sam@Example.COM", "sam@example.com"],
    ["sam@bücher.example", "sam@xn--bcher-kva.example"],
    ["sam@BÜCHER.Example", "sam@XN--Bcher-Kva.example"],
    ["sam@bu\u0308cher.example", "sam@bücher.example"],
    ["ÄNNE@example.com", "ÄnnE@example.com"],
    [undefined, undefined],
  ])("%s and %s are the same", (one, other) => {
    expect(isSameEmail(one, other)).toBe(true);
  });

  test.each([
    ["\u212Aim@example.com", "kim@example.com"],
    ["sam@\u212Alinic.example", "sam@klinic.example"],
    ["sam@bü\u212Aer.example", "sam@büker.example"],
    ["sam@ｃlinic.example", "sam@clinic.example"],
    ["sam@clinic。example", "sam@clinic.example"],
    ["Änne@example.com", "änne@example.com"],
    ["sam@straße.example", "sam@strasse.example"],
    ["sam@example.com", undefined],
  ])("%s and %s are not", (one, other) => {
    expect(isSameEmail(one, other)).toBe(false);
  });
});

test("an address of ASCII alone proves ownership, also where its domain was written internationally", () => {
  expect(["sam@example.com", "sam@bücher.example"].map(isAsciiEmail)).toEqual([true, true]);
  expect(["ü@example.com", "sam@\u212Alinic.example"].map(isAsciiEmail)).toEqual([false, false]);
});

test("a canonical address reads as people write it, and what is no address is lower-cased alone", () => {
  expect(readableEmail(canonicalEmail("Ada@Bücher.example"))).toBe("ada@bücher.example");
  expect(readableEmail("ada@clinic.example")).toBe("ada@clinic.example");
  expect(canonicalEmail("Sam Rivers")).toBe("sam rivers");
  expect(asciiLowerCase("ABC \u212A Ü")).toBe("abc \u212A Ü");
});
