import { describe, expect, test } from "vitest";
import { findMarker, markerOf } from "./marker.ts";

const appointmentId = "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77";
const marker = markerOf("clinic", appointmentId, 1);

test("a marker is the same for ever, so that a restored service knows its meetings", () => {
  expect(marker).toBe("clinic-QESPRTCR40K7X05C");
  expect(markerOf("clinic", appointmentId, 1)).toBe(marker);
});

test("it says nothing about the appointment: the deployment and 16 characters without I, L, O and U", () => {
  expect(marker).toMatch(/^clinic-[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(marker.toLowerCase()).not.toContain(appointmentId.slice(0, 8));
});

test("deployments, appointments and generations have markers of their own", () => {
  const ids = Array.from(
    { length: 200 },
    (_, index) => `0198c1f0-7d2a-7c44-9e0b-${String(index).padStart(12, "0")}`,
  );
  const markers = ids.flatMap((id) =>
    [1, 2].flatMap((generation) => [markerOf("a", id, generation), markerOf("b", id, generation)]),
  );
  expect(new Set(markers).size).toBe(800);
});

describe("it is found", () => {
  test.each([
    ["at the end of our topic", `Online visit · ${marker}`],
    ["at the start of our agenda", `${marker}\nMade by PatientCare.`],
    ["alone", marker],
    ["before a dot", `${marker}.`],
    ["behind a line break", `Notes:\n${marker}`],
    ["behind words with the deployment's name", `The clinic-team's visit · ${marker}`],
    ["behind a marker of a longer deployment", `my-${marker} ${marker}`],
  ])("%s", (_, text) => {
    expect(findMarker("clinic", text)).toBe(marker);
  });
});

describe("it is not found", () => {
  test.each([
    ["in an empty text", ""],
    ["where there is none", "Online visit · clinic"],
    ["inside a longer word", `my${marker}`],
    ["of a deployment whose name ends like ours", `my-${marker}`],
    ["behind an underscore", `_${marker}`],
    ["when it goes on", `${marker}A`],
    ["when it goes on in lower case", `${marker}a`],
    ["when it goes on behind a hyphen, as a longer deployment's would", `${marker}-${marker.slice(7)}`],
    ["when it is cut short", marker.slice(0, -1)],
    ["in lower case", marker.toLowerCase()],
    ["of another deployment", markerOf("other", appointmentId, 1)],
    ["of a deployment whose name begins like ours", markerOf("clinic-2", appointmentId, 1)],
  ])("%s", (_, text) => {
    expect(findMarker("clinic", text)).toBeNull();
  });
});
