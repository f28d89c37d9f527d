import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

/** Networks of IPv4 that lead nowhere on the public internet: this host, one's own networks, link-local, reserved. */
const IPV4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3], // multicast, reserved and broadcast
];

/** The same of IPv6; `::/96` and `2002::/16` are dead ways to write an IPv4 address. */
const IPV6: readonly (readonly [string, number])[] = [
  ["::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
];

const PRIVATE = privateNetworks();

/** The code of the error with which a connection to a private address is refused. */
export const PRIVATE_ADDRESS = "ERR_PRIVATE_ADDRESS";

/**
 * Whether only public addresses may be talked to: `DEPLOYMENT_MODE=CLOUD`, which Airbyte sets where it runs connectors for
 * many customers on its own machines. A customer's `base_url` must not lead to the neighbours there.
 */
export function isPublicOnly(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment["DEPLOYMENT_MODE"]?.trim().toLowerCase() === "cloud";
}

/**
 * Whether an IP address is a private, loopback, link-local, shared (CGNAT), unique-local, unspecified, multicast or reserved
 * one, be it written as IPv4, IPv6, IPv4 inside IPv6, or in a URL's brackets. False for a host's name.
 */
export function isPrivate(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const family = isIP(bare);
  return family !== 0 && PRIVATE.check(bare, family === 6 ? "ipv6" : "ipv4");
}

/** Whether a URL's host can only be this machine or a private network, as far as its text tells. */
export function isPrivateHost(hostname: string): boolean {
  return isPrivate(hostname) || /(^|\.)localhost\.?$/i.test(hostname);
}

/**
 * `dns.lookup` that fails for a name of which any address is private. The connection goes to the very addresses that were
 * looked at, so a name that is answered differently the next time (DNS rebinding) gets nobody anywhere.
 *
 * Behind `HTTPS_PROXY` the proxy resolves names, and must refuse private ones itself.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, "");
    const inside = addresses.find(({ address }) => isPrivate(address));
    if (inside !== undefined) return callback(privateAddressError(hostname, inside.address), "");
    const [first] = addresses;
    if (options.all === true || first === undefined) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};

/** The error for a host that is, or leads to, a private address. */
export function privateAddressError(host: string, address = host): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} is the private address ${address}`), { code: PRIVATE_ADDRESS });
}

function privateNetworks(): BlockList {
  const list = new BlockList();
  for (const [network, bits] of IPV4) {
    list.addSubnet(network, bits, "ipv4"); // covers ::ffff:0:0/96 too
    list.addSubnet(`64:ff9b::${network}`, 96 + bits, "ipv6"); // what a NAT64 gateway turns into it
  }
  for (const [network, bits] of IPV6) list.addSubnet(network, bits, "ipv6");
  return list;
}
