/** Kinds of reasons why a caller could not be established, for logs and metrics. */
export const authFailures = [
  "missing",
  "malformed",
  "too-long",
  "expired",
  "lifetime",
  "claim",
  "clinic",
  "revoked",
  "key",
  "signature",
] as const;
export type AuthFailure = (typeof authFailures)[number];
