export const roles = ["doctor", "patient", "staff", "auditor", "admin", "service"] as const;
export type Role = (typeof roles)[number];

/** The caller: the verified claims of the token. `email` is canonical; doctors and patients always have one. */
export interface Actor {
  sub: string;
  role: Role;
  email: string | null;
  /** When the token ends, skew included: what goes on longer than a call ends with it. */
  validUntil?: Date;
  /** The request that the call came with, for the access log. */
  requestId?: string;
}
