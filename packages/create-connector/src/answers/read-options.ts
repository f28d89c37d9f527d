/** Each option as the user gave it → what it means. All throw InputError that says what to write instead. */
import { InputError } from "../design/report.js";
import { slug } from "../words.js";

/** The name is that of a bin, of a package and of a prefix of environment variables. */
export function nameOf(text: string | undefined): string {
  if (text === undefined || text === "") throw new InputError("The name is missing: --name acme");
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text)) return text;
  throw new InputError(
    `"${text}" cannot be a name: take lower-case letters, digits and single dashes, a letter first, e.g. --name ${better(text)}`,
  );
}

function better(text: string): string {
  return slug(text) || "acme";
}

export interface BaseUrl {
  readonly origin: string;
  /** What each path begins with: empty, or such as `v2/`. */
  readonly prefix: string;
}

/** Scheme and host; a path is put in front of the streams' paths. */
export function baseUrlOf(text: string | undefined): BaseUrl {
  if (text === undefined || text === "") {
    throw new InputError("The base URL is missing: --base-url https://api.acme.example");
  }
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable = url?.protocol === "https:" && url.username === "" && url.search === "" && url.hash === "";
  if (url === undefined || !isUsable || /[{}]/.test(text)) {
    throw new InputError(
      `"${text}" is not a base URL: write scheme and host, e.g. --base-url https://api.acme.example`,
    );
  }
  const prefix = url.pathname.replace(/^\/+|\/+$/g, "");
  return { origin: url.origin, prefix: prefix === "" ? "" : `${prefix}/` };
}

export const AUTH_KINDS = ["bearer", "header", "query", "basic"] as const;

/** How requests are signed; `name` is that of the header or the parameter. */
export type AuthOption =
  | { readonly kind: "bearer" | "basic" }
  | { readonly kind: "header" | "query"; readonly name: string };

/** `bearer`, `header:X-Key` and the like. */
export function authOf(text: string | undefined): AuthOption {
  const [kind, name = ""] = splitOnce(text ?? "");
  if (name !== "" && !/^[\w.-]+$/.test(name)) throw new InputError(`"${name}" cannot be the name of a ${kind}.`);
  if (kind === "header") return { kind, name: name || "x-api-key" };
  if (kind === "query") return { kind, name: name || "api_key" };
  if ((kind === "bearer" || kind === "basic") && name === "") return { kind };
  throw new InputError(
    `${given("auth", text)}: take ${listed(AUTH_KINDS)}, e.g. --auth bearer or --auth header:x-api-key`,
  );
}

export const PAGING_KINDS = ["cursor", "page", "offset", "next-url", "none"] as const;

export type PagingOption = (typeof PAGING_KINDS)[number];

/** One of the kinds of paging. */
export function pagingOf(text: string | undefined): PagingOption {
  const kind = PAGING_KINDS.find((candidate) => candidate === text);
  if (kind !== undefined) return kind;
  throw new InputError(`${given("paging", text)}: take ${listed(PAGING_KINDS)}, e.g. --paging cursor`);
}

/** `.` is a bare array, as jq has it: an empty argument is easily lost on its way. */
export function recordsAtOf(text: string | undefined): string {
  const at = text ?? "data";
  if (at === "." || at === "") return "";
  if (/^[^.?\s]+(\.[^.?\s]+)*$/.test(at)) return at;
  throw new InputError(`"${at}" is not a path to a list: write --records-at data, data.items, or . for a bare array`);
}

export interface StreamOption {
  readonly name: string;
  /** Without a slash in front; parameters are in braces. */
  readonly path: string;
  readonly key: readonly string[];
}

/** `users:/v1/users:id`; `id` is the default. A child has its parent's path and a parameter: `tags:/v1/users/{user_id}/tags`. */
export function streamOf(text: string): StreamOption {
  const [name, rest = ""] = splitOnce(text);
  const [path = "", key = "id"] = splitOnce(rest);
  const example = "e.g. --stream users:/v1/users:id";
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new InputError(`"${text}" is not a stream: its name has lower-case letters, digits and _, ${example}`);
  }
  if (!/^\/?[\w.~{}-]+(\/[\w.~{}-]+)*\/?$/.test(path) || /[{}]/.test(path.replace(/\{[A-Za-z_]\w*\}/g, ""))) {
    throw new InputError(`"${text}" has no path without a query, ${example}`);
  }
  const fields = key.split(",");
  if (fields.some((field) => !/^[A-Za-z_][\w-]*$/.test(field))) {
    throw new InputError(`"${text}" has no usable key: name a field, or several with commas, ${example}`);
  }
  return { name, path: path.replace(/^\/+/, ""), key: fields };
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf(":");
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function given(option: string, text: string | undefined): string {
  return text === undefined || text === "" ? `--${option} is missing` : `"${text}" is not a kind of ${option}`;
}

function listed(kinds: readonly string[]): string {
  return `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`;
}
