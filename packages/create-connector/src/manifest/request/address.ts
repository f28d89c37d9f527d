import { isTemplate } from "../templates.js";

/** The parts of an address that is a template. */
export interface Address {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Without a slash in front. */
  readonly path: string;
  /** Parameters after a question mark, by name. */
  readonly query: Readonly<Record<string, string>>;
}

/** Splits `url_base` and `path`, or a whole `url`, where a template has no slash of its own outside its braces. */
export function addressOf(base: string, path: string): Address {
  const address = isAbsolute(path) || base === "" ? path : joined(base, path);
  const { origin, rest } = split(address.trim());
  const [before = "", after] = cut(rest, "?");
  return { origin, path: before.replace(/^\/+/, ""), query: after === undefined ? {} : parametersIn(after) };
}

function isAbsolute(path: string): boolean {
  return /^https?:\/\//.test(path);
}

function joined(base: string, path: string): string {
  return path === "" ? base : `${base.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
}

/** Text, and expressions as they are. */
function tokens(text: string): readonly string[] {
  return text.match(/\{\{.*?\}\}|\{%.*?%\}|[\s\S]/gs) ?? [];
}

function split(address: string): { readonly origin: string; readonly rest: string } {
  const scheme = /^https?:\/\//.exec(address)?.[0] ?? "";
  const host: string[] = [];
  const parts = tokens(address.slice(scheme.length));
  const isBlock = parts.some((part) => part.startsWith("{%"));
  for (const part of parts) {
    if ((part === "/" || part === "?") && !isBlock) break;
    host.push(part);
  }
  return { origin: scheme + host.join("").trim(), rest: parts.slice(host.length).join("") };
}

/** The text before a sign and after it, where the sign is not inside an expression. */
function cut(text: string, sign: string): readonly [string, string | undefined] {
  const parts = tokens(text);
  const at = parts.indexOf(sign);
  return at === -1 ? [text, undefined] : [parts.slice(0, at).join(""), parts.slice(at + 1).join("")];
}

function parametersIn(text: string): Readonly<Record<string, string>> {
  const [first = "", rest] = cut(text, "&");
  const [name, value = ""] = cut(first, "=");
  const own = name === "" ? {} : { [decoded(name)]: isTemplate(value) ? value : decoded(value) };
  return rest === undefined ? own : { ...own, ...parametersIn(rest) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
