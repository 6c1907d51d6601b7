import fc from "fast-check";
import { expect, test } from "vitest";
import { aMessage } from "./a-message.ts";
import type { PlatformContent } from "./platform-content.ts";
import { type PlatformMessage, precedenceOf } from "./precedence.ts";

const at = (second: number) => new Date(Date.UTC(2027, 0, 15, 9, 0, second));
const message = (second: number, change: Partial<PlatformContent> = {}): PlatformMessage => ({
  updatedAt: at(second),
  content: aMessage(change),
});
const holds = (known: PlatformMessage | null, incoming: PlatformMessage) => precedenceOf(known, incoming);

test("the first one, and every newer one, holds; an older one is ignored, whatever it says", () => {
  const untied = (which: "known" | "incoming") => ({ holds: which, tied: false });
  expect(holds(null, message(0))).toEqual(untied("incoming"));
  for (const known of ["CONFIRMED", "CANCELLED"] as const) {
    for (const incoming of ["CONFIRMED", "CANCELLED"] as const) {
      const one = message(1, { status: known });
      expect(holds(one, message(2, { status: incoming }))).toEqual(untied("incoming"));
      expect(holds(one, message(0, { status: incoming }))).toEqual(untied("known"));
    }
  }
});

test("the same content of one time is nothing, in whatever order its fields come", () => {
  const content = Object.fromEntries(Object.entries(aMessage()).reverse()) as unknown as PlatformContent;
  expect(holds(message(0), { updatedAt: at(0), content })).toEqual({ holds: "known", tied: false });
});

test("a cancellation of the same time wins both ways, and nothing is left to look at", () => {
  const [confirmed, cancelled] = [message(0), message(0, { status: "CANCELLED" })];
  expect(holds(confirmed, cancelled)).toEqual({ holds: "incoming", tied: false });
  expect(holds(cancelled, confirmed)).toEqual({ holds: "known", tied: false });
});

test("messages of one time end in the same content and the same mark, in every order and however often they come", () => {
  const contents = fc.constantFrom<Partial<PlatformContent>>(
    { topic: "A" },
    { topic: "B" },
    { duration: 45 },
    { status: "PENDING" },
    { status: "CANCELLED" },
    { status: "CANCELLED", topic: "A" },
  );
  const isSome = fc.array(contents, { minLength: 1, maxLength: 4 });
  const end = (all: readonly Partial<PlatformContent>[]) => {
    let known: PlatformMessage | null = null;
    let tied = false;
    for (const change of all) {
      const incoming = message(0, change);
      const precedence = precedenceOf(known, incoming);
      if (precedence.holds === "incoming") [known, tied] = [incoming, precedence.tied];
      else tied ||= precedence.tied;
    }
    return { content: known?.content, tied };
  };
  fc.assert(
    fc.property(isSome, fc.infiniteStream(fc.nat()), (all, random) => {
      const keys = new Map(all.map((change) => [change, random.next().value ?? 0]));
      const shuffled = all.toSorted((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0));
      expect(end(shuffled)).toEqual(end(all));
      expect(end([...all, ...shuffled, ...all])).toEqual(end(all));
    }),
  );
});
