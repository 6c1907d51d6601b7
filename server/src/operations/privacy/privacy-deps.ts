import type { Deps } from "../../deps.ts";

/** What the service and the commands that answer people's rights share. */
export type PrivacyDeps = Pick<Deps, "db" | "encryption">;
