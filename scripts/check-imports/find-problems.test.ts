import { expect, test } from "vitest";
import { findProblems } from "./find-problems.ts";

const problemsOf = (files: Record<string, string>) => findProblems(new Map(Object.entries(files)));

test.each([
  [
    "server/src/domain/visit/evaluation.ts",
    'import { readClock } from "@patientcare/zoom-db";',
    /domain is pure/,
  ],
  [
    "server/src/domain/visit/evaluation.ts",
    'import { type MeetingRow } from "@patientcare/zoom-db";',
    /domain is pure/,
  ],
  ["server/src/domain/visit/evaluation.ts", 'import type { Deps } from "../../deps.ts";', /domain is pure/],
  ["server/src/config.ts", 'import { createLog } from "./log.ts";', /nothing of ours/],
  [
    "server/src/contract/links.ts",
    'import type { Slot } from "../domain/join-window.ts";',
    /zod and the closed unions/,
  ],
  ["server/src/routers/links.ts", 'import type { Db } from "@patientcare/zoom-db";', /call an operation/],
  ["server/src/pages/join.ts", 'export { createZoomClient } from "../zoom/api.ts";', /call an operation/],
  ["server/src/rpc/mount-rpc.ts", 'import { sql } from "kysely";', /call an operation/],
  ["server/src/operations/links/get-link.ts", 'import type { Context } from "hono";', /knows no transport/],
  ["server/src/operations/sync/a.ts", 'const t = await import("@trpc/server");', /knows no transport/],
  [
    "server/src/operations/links/get-link.ts",
    'import { procedure } from "../../rpc/trpc.ts";',
    /edges inwards/,
  ],
  ["server/src/zoom/api.ts", 'import { DomainError } from "../domain/errors.ts";', /Zoom alone/],
  [
    "db/src/queries/links/links.ts",
    'import "../../../../server/src/telemetry/log.ts";',
    /imports nothing of ours/,
  ],
  ["server/src/main.ts", 'import { createZoomClient } from "@patientcare/zoom-sdk";', /without the SDK/],
  [
    "sdk/src/client.ts",
    'import { wireOf } from "@patientcare/zoom-server/http/wire-errors.ts";',
    /published alone/,
  ],
])("%s may not hold %s", (file, line, message) => {
  expect(problemsOf({ [file]: `\n${line}\n` })).toEqual([expect.stringMatching(message)]);
  expect(problemsOf({ [file]: `\n${line}\n` })[0]).toContain(`${file}:2 `);
});

test.each([
  [
    "server/src/domain/lifecycle.ts",
    'import type {\n  MeetingStatus,\n} from "@patientcare/zoom-db/unions";',
  ],
  ["server/src/contract/links.ts", 'import { linkRoles } from "@patientcare/zoom-db/unions";'],
  ["server/src/config.ts", 'import type { EncryptionKey } from "./encryption.ts";'],
  ["server/src/webhooks/zoom.ts", 'import { verifySignature } from "../zoom/signature.ts";'],
  ["server/src/operations/links/get-link.ts", 'import { findMeeting } from "@patientcare/zoom-db";'],
  ["server/src/server.ts", 'import { createDatabase } from "@patientcare/zoom-db";'],
  ["sdk/src/router.ts", 'import type { links } from "@patientcare/zoom-server/routers/links.ts";'],
  ["tests/rpc/a.test.ts", 'import { startSandbox } from "@patientcare/zoom-sandbox/sandbox.ts";'],
])("%s may hold %s", (file, line) => {
  expect(problemsOf({ [file]: line })).toEqual([]);
});

test("a circle is told as the way round; types make none", () => {
  const files = {
    "db/src/a.ts": 'import { b } from "./b.ts";',
    "db/src/b.ts": 'import { c } from "./c.ts";',
    "db/src/c.ts": 'export { a } from "./a.ts";',
    "db/src/d.ts": 'import type { A } from "./e.ts";',
    "db/src/e.ts": 'import { d } from "./d.ts";',
  };
  expect(problemsOf(files)).toEqual([
    expect.stringContaining("db/src/a.ts → db/src/b.ts → db/src/c.ts → db/src/a.ts is a circle"),
  ]);
});
