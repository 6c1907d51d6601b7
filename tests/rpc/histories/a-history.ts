import fc from "fast-check";

/** The fields of a visit in these histories, each one of a few letters. */
export interface Said {
  status: "CONFIRMED" | "CANCELLED" | "PENDING" | "COMPLETED";
  start: number;
  topic: string;
  doctor: number;
  patient: number;
}

export type Step =
  | { do: "message"; age: "newer" | "older" | "repeated"; said: Said }
  | { do: "staff-update"; start: number; topic: string }
  | { do: "staff-cancel" }
  | { do: "staff-create"; start: number; topic: string; doctor: number }
  | { do: "open" | "close" | "declare-start" | "declare-end" | "click" };

const start = fc.nat({ max: 3 });
const topic = fc.constantFrom("Results", "Check-up", "Follow-up");
const person = fc.nat({ max: 1 });

const said = fc.record<Said>({
  status: fc.constantFrom("CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED", "PENDING", "COMPLETED"),
  start,
  topic,
  doctor: person,
  patient: person,
});

const step = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({
    do: fc.constant("message" as const),
    age: fc.constantFrom(
      "newer" as const,
      "newer" as const,
      "newer" as const,
      "older" as const,
      "repeated" as const,
    ),
    said,
  }),
  fc.record({ do: fc.constant("staff-update" as const), start, topic }),
  fc.record({ do: fc.constant("staff-cancel" as const) }),
  fc.record({ do: fc.constant("staff-create" as const), start, topic, doctor: person }),
  fc.record({ do: fc.constantFrom("open" as const, "open" as const, "close" as const, "click" as const) }),
  fc.record({ do: fc.constantFrom("declare-start" as const, "declare-end" as const) }),
);

/** The acts of the platform, the clinic and the people in the room, one after the other. */
export const aHistory = (maxLength: number) =>
  fc.record({
    first: said.map((one): Said => ({ ...one, status: "CONFIRMED" })),
    steps: fc.array(step, { minLength: Math.floor(maxLength / 3), maxLength, size: "max" }),
  });
export type History = { first: Said; steps: Step[] };
