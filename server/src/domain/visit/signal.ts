import type { SignalType } from "@patientcare/zoom-db/unions";
import type { Person } from "./visit-snapshot.ts";

/**
 * Something that follows from the facts of a visit. A live one holds as far as is known while the visit runs; a
 * settled one was computed after the window closed and Zoom was queried, and may be acted on outside.
 */
export interface Signal {
  type: SignalType;
  phase: "live" | "settled";
  who: Person | null;
  at: Date;
  /** The facts behind the signal; no names, no e-mails. */
  data: Record<string, unknown>;
}
