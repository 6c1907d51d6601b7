import type { Token } from "./interpret-token-reply.ts";

const renewSecondsBefore = 300;
const unusableSecondsBefore = 60;

/** `ageing` tokens still work and are renewed meanwhile; `spent` ones could expire on the way to Zoom. */
export function tokenPhase({ issuedAt, expiresAt }: Token, now: Date): "fresh" | "ageing" | "spent" {
  const lifetime = (expiresAt.getTime() - issuedAt.getTime()) / 1000;
  const left = (expiresAt.getTime() - now.getTime()) / 1000;
  // Shares of the lifetime keep a short-lived token from being spent on arrival.
  if (left <= Math.min(unusableSecondsBefore, lifetime / 4)) return "spent";
  return left <= Math.min(renewSecondsBefore, lifetime / 2) ? "ageing" : "fresh";
}
