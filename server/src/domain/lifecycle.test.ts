import { expect, test } from "vitest";
import { type Answer, lifecycle, transitionRemedies } from "./lifecycle.ts";

// The status table as the service's description has it, in its own words.
const described = `
|                             | pending            | scheduled                                         | started                             | ended              | cancelled               | failed             | missed                  |
| create, same slot and host  | that meeting       | that meeting                                      | that meeting                        | that meeting       | pending, new generation | pending            | that meeting            |
| create, other slot or host  | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION                                | ILLEGAL_TRANSITION                  | ILLEGAL_TRANSITION | pending, new generation | pending            | pending, new generation |
| update                      | yes                | yes                                               | ILLEGAL_TRANSITION                  | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION      | pending            | ILLEGAL_TRANSITION      |
| cancel                      | cancelled          | cancelled                                         | end at Zoom, then delete; cancelled | ILLEGAL_TRANSITION | no-op                   | cancelled          | cancelled               |
| start                       | ILLEGAL_TRANSITION | started                                           | no-op                               | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION      | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION      |
| end                         | ILLEGAL_TRANSITION | ended inside the window, else ILLEGAL_TRANSITION  | ended                               | no-op              | ILLEGAL_TRANSITION      | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION      |
| retry                       | no-op              | no-op                                             | no-op                               | ILLEGAL_TRANSITION | ILLEGAL_TRANSITION      | pending            | ILLEGAL_TRANSITION      |
`;

const verbs: Record<string, keyof typeof lifecycle> = {
  "create, same slot and host": "create-same",
  "create, other slot or host": "create-other",
  update: "update",
  cancel: "cancel",
  start: "start",
  end: "end",
  retry: "retry",
};

const answers: Record<string, Answer> = {
  "that meeting": "noop",
  "no-op": "noop",
  yes: "change",
  pending: "to-pending",
  "pending, new generation": "new-generation",
  cancelled: "cancel",
  "end at Zoom, then delete; cancelled": "cancel",
  started: "start",
  ended: "end",
  "ended inside the window, else ILLEGAL_TRANSITION": "end-inside-window",
  ILLEGAL_TRANSITION: "refuse",
};

const [header = [], ...rows] = described
  .trim()
  .split("\n")
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const cells = rows.flatMap(([verb = "", ...row]) =>
  row.map((answer, index) => ({ verb, status: header[index + 1] ?? "", answer })),
);

test("the description has a row for every verb and a column for every status", () => {
  expect(rows.map(([verb = ""]) => verbs[verb])).toEqual(Object.keys(lifecycle));
  for (const row of Object.values(lifecycle)) expect(Object.keys(row)).toEqual(header.slice(1));
});

test.each(cells)("$verb, while $status: $answer", ({ verb, status, answer }) => {
  const row: Record<string, Answer> = lifecycle[verbs[verb] as keyof typeof lifecycle];
  expect(row[status]).toBe(answers[answer]);
});

test("who books another slot for an appointment is pointed to update", () => {
  expect(transitionRemedies["create-other"]).toContain("use update");
});
