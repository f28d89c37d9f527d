import { BlockList, isIP } from "node:net";
import { ConfigError } from "../errors/connector-error.js";
import { withoutBrackets } from "./private-address.js";

/** A proxy as axios takes it. */
export interface ProxySettings {
  readonly protocol: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly auth?: { readonly username: string; readonly password: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

const EXAMPLE = "Set it to the URL of an HTTP proxy, such as http://user:password@proxy.example.com:8080, or unset it.";

/**
 * The proxy for requests to a URL, by the variables that curl and its like read: `HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`,
 * in lower case first, and `NO_PROXY`. Values come from forms, shells and `.env` files, so blanks and quotes around them are
 * dropped, a missing scheme is http, and the credentials may be percent-encoded or not.
 *
 * @throws ConfigError that names the variable, and never shows its value, if it cannot be used.
 */
export function proxyOf(url: string, environment: Environment): ProxySettings | undefined {
  const target = new URL(url);
  const scheme = target.protocol.replace(":", "");
  const names = [`${scheme}_proxy`, "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  const name = names.find((candidate) => bare(environment[candidate]) !== "");
  if (name === undefined) return undefined;
  const exceptions = bare(environment["no_proxy"]) || bare(environment["NO_PROXY"]);
  return isException(target, exceptions) ? undefined : parsed(name, bare(environment[name]));
}

/** Without blanks and quotes around it. */
function bare(value = ""): string {
  const text = value.trim();
  const quoted = /^(["'])(.*)\1$/s.exec(text)?.[2];
  return quoted === undefined ? text : bare(quoted);
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/** The last `@` ends the credentials, so that a password may have any character, encoded or not. */
const AUTHORITY = /^(?:(.*)@)?([^/?#@\\\s]+)(?:[/?#][^@]*)?$/s;

function parsed(name: string, value: string): ProxySettings {
  const protocol = SCHEME.exec(value)?.[1]?.toLowerCase() ?? "http";
  const [, credentials, host = ""] = AUTHORITY.exec(value.replace(SCHEME, "")) ?? [];
  if (protocol.startsWith("socks")) {
    throw new ConfigError(`${name} cannot be used: SOCKS proxies are not supported. ${EXAMPLE}`);
  }
  const address = `${protocol}://${host}`;
  if ((protocol !== "http" && protocol !== "https") || !URL.canParse(address)) {
    throw new ConfigError(`${name} cannot be used: it is not the URL of an HTTP proxy. ${EXAMPLE}`);
  }
  const { hostname, port } = new URL(address);
  const proxy = {
    protocol,
    host: withoutBrackets(hostname),
    port: Number(port || (protocol === "https" ? 443 : 80)),
  } as const;
  if (credentials === undefined) return proxy;
  const [, username = "", password = ""] = /^([^:]*):?(.*)$/s.exec(credentials) ?? [];
  return { ...proxy, auth: { username: decoded(username), password: decoded(password) } };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign of its own
  }
}

/** Whether a host goes without a proxy: `*`, a host and its subdomains, an address, or a network (`10.0.0.0/8`), with or without a port. */
function isException({ hostname, port, protocol }: URL, exceptions: string): boolean {
  const host = withoutBrackets(hostname).replace(/\.$/, "");
  const portOf = port || (protocol === "https:" ? "443" : "80");
  return exceptions
    .toLowerCase()
    .split(/[\s,;]+/)
    .some((exception) => {
      const [, name = "", only] = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(bare(exception)) ?? [];
      return name !== "" && (only === undefined || only === portOf) && matches(host, withoutBrackets(name));
    });
}

function matches(host: string, exception: string): boolean {
  if (exception === "*") return true;
  if (exception.includes("/")) return isInNetwork(host, exception);
  const domain = exception.replace(/^\*?\.?/, "").replace(/\.$/, "");
  return host === domain || (isIP(host) === 0 && host.endsWith(`.${domain}`));
}

function isInNetwork(host: string, network: string): boolean {
  const [, address = "", bits = ""] = /^(.*)\/(\d{1,3})$/.exec(network) ?? [];
  const [family, networkFamily] = [isIP(host), isIP(address)];
  if (family === 0 || family !== networkFamily || Number(bits) > (family === 6 ? 128 : 32)) return false;
  const type = family === 6 ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(address, Number(bits), type);
  return list.check(host, type);
}
