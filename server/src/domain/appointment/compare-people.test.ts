import { expect, test } from "vitest";
import { comparePeople, isOtherPatient, isSameDoctor, type PersonChange } from "./compare-people.ts";
import type { PlatformPerson } from "./platform-content.ts";

const sam = { name: "Sam", email: "sam@home.example" };
const typo = "sma@home.example";

test.each<[string, PlatformPerson, PlatformPerson, PersonChange]>([
  ["the same id and address", { id: "1", ...sam }, { id: "1", ...sam }, "same"],
  ["the same id under another name", { id: "1", ...sam }, { id: "1", ...sam, name: "Samuel" }, "same"],
  ["the same id, another address", { id: "1", ...sam, email: typo }, { id: "1", ...sam }, "corrected"],
  ["the same id, whose address is left out", { id: "1", ...sam }, { id: "1" }, "same"],
  ["two ids under one address", { id: "1", ...sam }, { id: "2", ...sam }, "other"],
  ["without ids, another address under the same name", { ...sam, email: typo }, sam, "corrected"],
  ["the same name in other letters", { ...sam, email: typo }, { ...sam, name: "SAM" }, "corrected"],
  ["the same name in another form of its letters", { name: "Jose\u0301" }, { name: "Jos\u00e9" }, "same"],
  ["two names under one address", sam, { ...sam, name: "Kim" }, "other"],
  ["another address without a name", sam, { email: typo }, "other"],
  ["the same address without a name", sam, { email: sam.email }, "same"],
  ["an id learnt since under the same address", sam, { id: "1", name: "Samuel", email: sam.email }, "same"],
  ["an id learnt since under the same name", { ...sam, email: typo }, { id: "1", ...sam }, "corrected"],
  ["an id beside another name and address", sam, { id: "1", name: "Kim", email: typo }, "other"],
  ["nobody named any more", sam, {}, "same"],
  ["the first time that anybody is named", {}, sam, "same"],
])("%s", (_, known, incoming, expected) => {
  expect(comparePeople(known, incoming)).toBe(expected);
});

test("a doctor is another one by id or by address, never by the spelling of the name", () => {
  const ada = { id: "1", name: "Ada", email: "ada@clinic.example" };
  expect(isSameDoctor(ada, { ...ada, name: "Dr. Ada" })).toBe(true);
  expect(isSameDoctor(ada, { email: ada.email })).toBe(true);
  expect(isSameDoctor(ada, { ...ada, id: "2" })).toBe(false);
  expect(isSameDoctor(ada, { ...ada, email: "grace@clinic.example" })).toBe(false);
});

test.each<[string, PlatformPerson, PlatformPerson, boolean]>([
  ["nothing about the patient", { id: "1", ...sam }, {}, false],
  ["the same address and name", sam, sam, false],
  ["the address in other letters", sam, { email: "SAM@home.example" }, false],
  ["another address", sam, { ...sam, email: typo }, true],
  ["an address where none was known", { name: "Sam" }, sam, true],
  ["another spelling of the name alone", sam, { name: "Samuel" }, false],
  ["two names on one address without ids", sam, { ...sam, name: "Kim" }, true],
  ["two names on one address of somebody with an id", { id: "1", ...sam }, { ...sam, name: "Kim" }, false],
  ["another id", { id: "1", ...sam }, { id: "2", ...sam }, true],
  ["the same id alone", { id: "1", ...sam }, { id: "1" }, false],
  ["the same id with another address", { id: "1", ...sam }, { id: "1", email: typo }, true],
  ["the same id with the first address", { id: "1" }, { id: "1", ...sam }, false],
])("a repeated booking with %s", (_, known, incoming, expected) => {
  expect(isOtherPatient(known, incoming)).toBe(expected);
});
