export const roles = ["doctor", "patient", "staff", "auditor", "admin", "service"] as const;
export type Role = (typeof roles)[number];

/** The caller: the verified claims of the token. */
export interface Actor {
  sub: string;
  role: Role;
  /** Canonical; null where the token has none, or says that nobody verified it. */
  email: string | null;
  /** When the token ends, skew included: what goes on longer than a call ends with it. */
  validUntil?: Date;
  /** The request that the call came with, for the access log. */
  requestId?: string;
}
