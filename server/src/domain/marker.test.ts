import { describe, expect, test } from "vitest";
import { findMarker, markerOf } from "./marker.ts";

const appointmentId = "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77";
const marker = markerOf("clinic", appointmentId, 1);

test("a marker is the same for ever, so that a restored service knows its meetings", () => {
  expect(marker).toBe("QESPRTCR40K7X05C-clinic");
  expect(markerOf("clinic", appointmentId, 1)).toBe(marker);
});

test("it says nothing about the appointment: 16 characters without I, L, O and U, then the deployment", () => {
  expect(marker).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}-clinic$/);
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
    ["behind a marker of a longer deployment", `${marker}-2 ${marker}`],
    ["behind a marker of another deployment", `${markerOf("other", appointmentId, 1)} ${marker}`],
  ])("%s", (_, text) => {
    expect(findMarker("clinic", text)).toBe(marker);
  });

  test("in any of several texts, of which some may be absent", () => {
    expect(findMarker("clinic", "Renamed", undefined, marker)).toBe(marker);
  });

  test("of a deployment whose name holds hyphens: it is read from the first one", () => {
    const hyphenated = markerOf("clinic-2-eu", appointmentId, 1);
    expect(findMarker("clinic-2-eu", hyphenated)).toBe(hyphenated);
    expect(findMarker("eu", hyphenated)).toBeNull();
  });
});

describe("it is not found", () => {
  test.each([
    ["in an empty text", ""],
    ["where there is none", "Online visit · clinic"],
    ["inside a longer word", `MY${marker}`],
    ["behind an underscore", `_${marker}`],
    ["of a deployment whose name begins like ours", `${marker}-2`],
    ["when its name goes on", `${marker}s`],
    ["when its name goes on in upper case", `${marker}A`],
    ["when it goes on behind an underscore", `${marker}_2`],
    ["when it is cut short", marker.slice(1)],
    ["when its deployment is cut short", marker.slice(0, -1)],
    ["in lower case", marker.toLowerCase()],
    ["of another deployment", markerOf("other", appointmentId, 1)],
    ["with the name in front", `clinic-${marker.slice(0, 16)}`],
  ])("%s", (_, text) => {
    expect(findMarker("clinic", text)).toBeNull();
  });
});
