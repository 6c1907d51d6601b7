import { expect, test } from "vitest";
import { isDeviceName, isNoteTakerName, normalName } from "./person-names.ts";

test("names are the same with other letters' forms, invisible characters and spaces", () => {
  expect(normalName(" Zoe\u0308  M\u200Buller\u200B ")).toBe("zoë muller");
  expect(normalName("\u200B")).toBe("");
});

test.each([
  "iPhone",
  "Sam's iPhone",
  "iPad (2)",
  "Galaxy S9",
  "SM-G960F",
  "Zoom user",
  "Call-In User_1",
  "1650***1234",
  "+49 30 1234567",
  "Windows-PC",
])("%s is the name of a device", (name) => expect(isDeviceName(normalName(name))).toBe(true));

test.each(["Dr Ada Seidel", "Sam", "Philippa Phoneson", "Usera Galaxyan", "Guesthouse Kim"])(
  "%s is the name of a person",
  (name) => expect(isDeviceName(normalName(name))).toBe(false),
);

test.each([
  "Otter.ai Notetaker",
  "Sam's AI Notetaker",
  "Fireflies.ai Notetaker",
  "read.ai meeting notes",
  "OtterPilot",
  "Fathom Notetaker",
])("%s takes notes", (name) => expect(isNoteTakerName(normalName(name))).toBe(true));

test.each(["Otto Erai", "Ann Fathomley", "Grainne Reade", "Sam"])("%s does not", (name) =>
  expect(isNoteTakerName(normalName(name))).toBe(false),
);
