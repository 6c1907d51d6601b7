import { expect, test } from "vitest";
import { readEventId, writeEventId } from "./event-id.ts";

const position = { epoch: "0123456789ab", xid: "18446744", id: "0198c1f0-7d2a-7c44-9e0b-2f6c1d3a5b77" };

test("an event's id is opaque, fits into a header and a URL, and is read back", () => {
  const text = writeEventId(position);
  expect(text).toMatch(/^[\w-]+$/);
  expect(text).not.toContain(position.id);
  expect(readEventId(text)).toEqual(position);
});

test.each([
  "",
  "7",
  position.id,
  `${writeEventId(position)}x`,
  writeEventId({ ...position, xid: "-1" }),
  writeEventId({ ...position, xid: "1e9" }),
])("%o is no id of ours", (text) => {
  expect(readEventId(text)).toBeNull();
});
