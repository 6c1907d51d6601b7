import { expect, test } from "vitest";
import { findProblems } from "./find-problems.ts";

const problemsOf = (files: Record<string, string>) => findProblems(new Map(Object.entries(files)));

test.each([
  [
    "server/src/domain/visit/evaluation.ts",
    'import { readClock } from "@patientcare/zoom-db";',
    /domain is pure/,
  ],
  ["server/src/domain/visit/evaluation.ts", 'import type { Deps } from "../../deps.ts";', /domain is pure/],
  ["server/src/config.ts", 'import { createLog } from "./telemetry/log.ts";', /nothing of ours/],
  ["server/src/config.ts", 'import { createEncryption } from "./encryption.ts";', /nothing of ours/],
  ["server/src/config/variables.ts", 'import { createLog } from "../telemetry/log.ts";', /nothing of ours/],
  [
    "server/src/contract/links.ts",
    'import type { Slot } from "../domain/join-window.ts";',
    /the closed unions/,
  ],
  ["server/src/zoom/api.ts", 'import { DomainError } from "../domain/errors.ts";', /Zoom alone/],
  [
    "server/src/operations/links/get-link.ts",
    'import { wireOf } from "../../http/wire-errors.ts";',
    /inwards/,
  ],
  ["server/src/operations/sync/a.ts", 'const t = await import("../../rpc/trpc.ts");', /inwards/],
  ["server/src/telemetry/log.ts", 'import type { Deps } from "../deps.ts";', /Telemetry is told/],
  ["server/src/pages/join.ts", 'import { findLink } from "@patientcare/zoom-db";', /An edge translates/],
  ["server/src/main.ts", 'import { createZoomClient } from "@patientcare/zoom-sdk";', /without the SDK/],
  ["db/src/queries/links/links.ts", 'import "../../../../server/src/telemetry/log.ts";', /nothing of ours/],
  [
    "sdk/src/client.ts",
    'import { wireOf } from "@patientcare/zoom-server/http/wire-errors.ts";',
    /published alone/,
  ],
  ["server/src/zoom/api.ts", 'import { execFile } from "node:child_process";', /its own code alone/],
  ["db/src/client.ts", 'const { runInThisContext } = await import("node:vm");', /its own code alone/],
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
  ["server/src/config/variables.ts", 'import type { EncryptionKey } from "../encryption.ts";'],
  ["server/src/config.ts", 'import { variables } from "./config/variables.ts";'],
  ["server/src/webhooks/zoom.ts", 'import { verifySignature } from "../zoom/signature.ts";'],
  ["server/src/operations/links/get-link.ts", 'import { findMeeting } from "@patientcare/zoom-db";'],
  ["server/src/server.ts", 'import { createDatabase } from "@patientcare/zoom-db";'],
  ["sdk/src/router.ts", 'import type { links } from "@patientcare/zoom-server/routers/links.ts";'],
  ["server/src/telemetry/log.test.ts", 'import { execFileSync } from "node:child_process";'],
  ["tests/rpc/a.test.ts", 'import { startSandbox } from "../../scripts/zoom-sandbox/sandbox.ts";'],
])("%s may hold %s", (file, line) => {
  expect(problemsOf({ [file]: line })).toEqual([]);
});

test("a file of the server that no rule covers is refused", () => {
  expect(problemsOf({ "server/src/helpers/a.ts": "" })).toEqual([
    expect.stringMatching(/outside every rule/),
  ]);
});
