import { hash } from "node:crypto";

/** The form in which a revoked `sub` or `jti` is kept: an e-mail address does not lie in clear. */
export const revokedForm = (value: string): string =>
  value.includes("@") ? `sha256:${hash("sha256", value, "hex")}` : value;
