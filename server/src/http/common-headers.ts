import type { RequestListener } from "node:http";

/**
 * Headers of every answer. A browser that is led to an address of ours shows nothing of it inside another page, runs
 * nothing of it, and tells nobody where it was; a page of ours has a policy of its own in place of this one.
 */
export const commonHeaders = {
  "X-Content-Type-Options": "nosniff",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "Content-Security-Policy":
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;

const entries = Object.entries(commonHeaders);

/** Also answers that never reached the application carry the headers: those to requests that cannot be read. */
export const withCommonHeaders =
  (listener: RequestListener): RequestListener =>
  (incoming, outgoing) => {
    for (const [name, value] of entries) outgoing.setHeader(name, value);
    return listener(incoming, outgoing);
  };
