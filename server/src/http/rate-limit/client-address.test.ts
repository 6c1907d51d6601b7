import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const from = (socket: string | undefined, forwardedFor?: string, trustedHops = 0) =>
  clientAddress({ socket, forwardedFor, trustedHops });
const address = fc.oneof(fc.ipV4(), fc.ipV6());

describe("without a proxy of ours", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80::/64"],
    ["::1", "::/64"],
    ["64:ff9b::192.0.2.1", "64:ff9b::/64"],
    [undefined, "unknown"],
  ])("%s counts as %s", (socket, expected) => {
    expect(from(socket)).toBe(expected);
  });

  test("nothing that a caller writes changes where the call comes from", () => {
    fc.assert(
      fc.property(address, fc.string(), (socket, forwardedFor) => {
        expect(from(socket, forwardedFor)).toBe(from(socket));
      }),
    );
  });
});

describe("behind proxies of ours", () => {
  test.each([
    ["198.51.100.7", 1, "198.51.100.7"],
    ["203.0.113.9, 198.51.100.7", 1, "198.51.100.7"],
    ["203.0.113.9,198.51.100.7 , 10.0.0.2", 2, "198.51.100.7"],
    ["198.51.100.7", 3, "10.0.0.1"],
    ["203.0.113.9, 198.51.100.7", 3, "10.0.0.1"],
    ["198.51.100.7:4711", 1, "198.51.100.7"],
    ["[2001:db8:1:2::9]:4711", 1, "2001:db8:1:2::/64"],
    ["2001:db8:1:2::9", 1, "2001:db8:1:2::/64"],
    ["::ffff:198.51.100.7", 1, "198.51.100.7"],
    ["198.51.100.7, unknown", 1, "10.0.0.1"],
    ["198.51.100.7,", 1, "10.0.0.1"],
    ["010.0.0.9", 1, "10.0.0.1"],
    ["", 1, "10.0.0.1"],
    [undefined, 1, "10.0.0.1"],
  ])("%s after %i hops is %s", (forwardedFor, hops, expected) => {
    expect(from("10.0.0.1", forwardedFor, hops)).toBe(expected);
  });

  test("what the caller writes never changes what the proxies wrote", () => {
    fc.assert(
      fc.property(
        fc.array(address, { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof(fc.string(), address), { maxLength: 5 }),
        (written, forged) => {
          const honest = from("10.0.0.1", written.join(", "), written.length);
          expect(from("10.0.0.1", [...forged, ...written].join(", "), written.length)).toBe(honest);
        },
      ),
    );
  });

  test("all addresses of one /64 are one caller, and others are another", () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    const four = fc.tuple(group, group, group, group).map((groups) => groups.join(":"));
    fc.assert(
      fc.property(four, four, four, (network, one, other) => {
        fc.pre(!network.startsWith("0:0:0:0"));
        expect(from(`${network}:${one}`)).toBe(from(`${network}:${other}`));
        if (network !== other) expect(from(`${network}:${one}`)).not.toBe(from(`${other}:${one}`));
      }),
    );
  });
});
