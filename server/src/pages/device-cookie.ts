import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

const bytes = 16;
const wellFormed = /^[\w-]{22}$/;
const maxAge = 365 * 24 * 60 * 60;

/** The random mark by which the caller's browser is told from others; one that has none, or a wrong one, is given one. */
export function deviceOf(c: Context, publicUrl: string): string {
  const secure = publicUrl.startsWith("https:");
  // Browsers take this prefix from this host alone, and only with the path of the whole host.
  const name = secure ? "__Host-pc_device" : "pc_device";
  const known = getCookie(c, name);
  if (known !== undefined && wellFormed.test(known)) return known;
  const device = randomBytes(bytes).toString("base64url");
  setCookie(c, name, device, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge });
  return device;
}
