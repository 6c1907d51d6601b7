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
  /** The call that this caller makes now, as the access log has it. */
  call?: CallTrace;
}

/** The facts of a call that the access log has besides its answer. */
export interface CallTrace {
  action: string;
  requestId: string;
  /** The statement or the transaction that the answer comes from wrote the row as well. */
  isLogged: boolean;
  /** Whatever the procedure answers, this call's answer holds links into the visit. */
  handsOver?: boolean;
}
