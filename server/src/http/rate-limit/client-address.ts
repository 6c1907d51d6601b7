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
 * addresses as they like. Each proxy appends its caller's address, so only as many entries from the right as there are
 * proxies of ours are believed; the entries before them came from the caller. With fewer entries than that, the request
 * came round one of our proxies, and the caller may have written them all.
 */
export function clientAddress({ socket, forwardedFor, trustedHops }: AddressSource): string {
  const entries = forwardedFor?.split(",") ?? [];
  const written = trustedHops > 0 ? entries.at(-trustedHops) : undefined;
  return networkOf(written) ?? networkOf(socket) ?? "unknown";
}

function networkOf(text: string | undefined): string | null {
  const bare = inHexadecimal(withoutPort(text?.trim() ?? ""));
  if (isIP(bare) === 0 || !ipaddr.isValid(bare)) return null;
  const address = ipaddr.process(bare);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${new ipaddr.IPv6([...address.parts.slice(0, 4), 0, 0, 0, 0])}/64`;
}

// ipaddr.js reads an IPv4 address at the end of an IPv6 one only behind ::ffff; a URL's host writes every form in
// hexadecimal groups.
const inHexadecimal = (text: string) =>
  isIP(text) === 6 && !ipaddr.isValid(text)
    ? (URL.parse(`http://[${text}]`)?.hostname.slice(1, -1) ?? text)
    : text;

// Some proxies write the port as well: "192.0.2.1:4711", "[2001:db8::1]:4711".
const withoutPort = (text: string) =>
  /^\[(.*)\](:\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
