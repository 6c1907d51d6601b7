import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { Meeting } from "../meeting.ts";
import type { World } from "../world.ts";

const lifetimeSeconds = 7200;

/** The `zak` of a start link: two hours long, and never the same twice. */
export function newStartToken(world: World, meeting: Meeting): Promise<string> {
  const issuedAt = Math.floor(world.now().getTime() / 1000);
  return new SignJWT({ uid: meeting.hostId, zty: 1, sty: 100, cid: "", mn: meeting.id })
    .setProtectedHeader({ typ: "JWT", alg: "HS256" })
    .setIssuer("web")
    .setAudience("clientsm")
    .setJti(randomUUID())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifetimeSeconds)
    .sign(new TextEncoder().encode(world.state.zakSecret));
}
