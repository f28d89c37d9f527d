import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** The code of the error with which a connection to a private address is refused. */
export const PRIVATE_ADDRESS = "ERR_PRIVATE_ADDRESS";

/**
 * Whether only public addresses may be connected to: `DEPLOYMENT_MODE=CLOUD`, which Airbyte sets where it runs connectors for
 * many customers on its own machines. A customer's `base_url` must not lead to the neighbors there.
 */
export function isPublicOnly(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return environment["DEPLOYMENT_MODE"]?.trim().toLowerCase() === "cloud";
}

/**
 * Whether an IP address is a private, loopback, link-local, shared (CGNAT), unique-local, unspecified, multicast or reserved
 * one, written as IPv4, IPv6, IPv4 inside IPv6, or in a URL's brackets. False for a host's name.
 */
export function isPrivate(address: string): boolean {
  const bare = withoutBrackets(address).replace(/%.*$/, "");
  const family = isIP(bare);
  if (family === 0) return false;
  // The library reads `::8.8.8.8` as `::ffff:8.8.8.8`, so the URL parser writes both in hexadecimal first.
  const ip = ipaddr.parse(family === 4 ? bare : new URL(`http://[${bare}]`).hostname.slice(1, -1));
  if (ip instanceof ipaddr.IPv4) return isSpecial(ip);
  if (ip.isIPv4MappedAddress()) return isSpecial(ip.toIPv4Address());
  if (ip.match(NAT64)) return isSpecial(ipaddr.fromByteArray(ip.toByteArray().slice(12)));
  return isSpecial(ip) || ip.match(IPV4_COMPATIBLE);
}

/** A host without the brackets that a URL has around an IPv6 address. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

function isSpecial(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ip.range() !== "unicast";
}

/** What a NAT64 gateway turns into the IPv4 address at its end. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** A dead way to write an IPv4 address, which the library takes for public. */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR("::/96");

/** Whether a URL's host can only be this machine or a private network, judged by its text. */
export function isPrivateHost(hostname: string): boolean {
  return isPrivate(hostname) || /(^|\.)localhost\.?$/i.test(hostname);
}

/**
 * `dns.lookup` that fails for a name of which any address is private. The connection goes to the very addresses that were
 * checked, so a name that resolves differently the next time (DNS rebinding) has no effect.
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
