import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export interface AddressSource {
  /** Where the connection comes from. */
  socket: string | undefined;
  /** The header X-Forwarded-For, as it came. */
  forwardedFor: string | undefined;
  /** How many proxies of ours the request came through. */
  trustedHops: number;
}

/**
 * The caller as the network shows it: an IPv4 address, or the /64 of an IPv6 address, for within it everybody picks
 * addresses as they like. Each proxy appends whom it was called by, so only as many entries from the right as there are
 * proxies of ours are believed; what stands before them came from the caller.
 */
export function clientAddress({ socket, forwardedFor, trustedHops }: AddressSource): string {
  const entries = trustedHops > 0 && forwardedFor !== undefined ? forwardedFor.split(",") : [];
  const written = entries[Math.max(entries.length - trustedHops, 0)];
  return networkOf(written) ?? networkOf(socket) ?? "unknown";
}

function networkOf(text: string | undefined): string | null {
  const bare = withoutPort(text?.trim() ?? "");
  if (isIP(bare) === 0) return null;
  const address = ipaddr.process(bare);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}

// Some proxies write the port as well: "192.0.2.1:4711", "[2001:db8::1]:4711".
const withoutPort = (text: string) =>
  /^\[(.*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
