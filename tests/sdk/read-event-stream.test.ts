import fc from "fast-check";
import { expect, test } from "vitest";
import { readEventStream } from "../../sdk/src/read-event-stream.ts";

async function readIn(chunks: Uint8Array[]) {
  const left = [...chunks];
  const messages = [];
  for await (const message of readEventStream(async () => left.shift())) messages.push(message);
  return messages;
}

const stream = [
  ": a comment\n\n",
  'event: connected\r\ndata: {"a":1}\r\n\r\n',
  "data: ünï → 😀\nid: 7\n\n\n",
  "data:no space\rdata:  two spaces\r\r",
  "event: restore\ndata\nid: 8\n\n",
  "id\u00007: odd\nid: \u0000\ndata: kept\nunknown: field\n\n",
  "data: never finished",
].join("");

const expected = [
  { event: "connected", data: '{"a":1}', id: "" },
  { event: "message", data: "ünï → 😀", id: "7" },
  { event: "message", data: "no space\n two spaces", id: "" },
  { event: "restore", data: "", id: "8" },
  { event: "message", data: "kept", id: "" },
];

test("however the bytes are cut, the same messages are read", async () => {
  const bytes = new TextEncoder().encode(stream);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const edges = [0, ...cuts.sort((one, other) => one - other), bytes.length];
      const chunks = edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
      expect(await readIn(chunks)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("a message without end is not gathered for ever", async () => {
  const chunk = new TextEncoder().encode("x".repeat(100_000));
  await expect(async () => {
    for await (const _ of readEventStream(async () => chunk)) expect.fail("There is no message");
  }).rejects.toThrow("too long");
});
