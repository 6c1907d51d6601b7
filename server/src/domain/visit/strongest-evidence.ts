import { type Evidence, evidences } from "@patientcare/zoom-db/unions";

/** The strongest of these; null where there is none. */
export const strongestEvidence = (found: readonly (Evidence | null)[]): Evidence | null =>
  evidences.find((evidence) => found.includes(evidence)) ?? null;
