import type { Deps } from "../../deps.ts";

/** The parts that the service shares with the commands that answer people's rights. */
export type PrivacyDeps = Pick<Deps, "db" | "encryption">;
