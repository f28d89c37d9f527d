import { SystemError } from "../errors/connector-error.js";
import type { JsonValue } from "../protocol/json.js";
import { bodyOf, type JsonBody } from "./json.js";
import type { HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";
import { mayHavePath, valuesAt } from "./values-at.js";

/** A value in a body that is neither an object nor a list. */
export type JsonScalar = string | number | boolean | null;

/** What a reply must be for a rule to match. All parts that are given must hold; at least one must be given. */
export interface ReplyConditions {
  /** One of these statuses. */
  readonly status?: number | readonly number[];
  /**
   * Is found in the body's text. Without `status` it is not looked for in a success (2xx), because records may have any text. No
   * flag `g` or `y`.
   */
  readonly body?: RegExp;
  /**
   * A path into a JSON body: `error.code`, `errors.0.code`, or `errors.*.code` for any element of a list. Without `is` it must
   * exist and not be null.
   */
  readonly at?: string;
  /** The value at `at`, or one of several. */
  readonly is?: JsonScalar | readonly JsonScalar[];
  /** Several paths into a JSON body, each with its value, or with one of several: `{ status: 409, "error.code": "no_page" }`. */
  readonly values?: Readonly<Record<string, JsonScalar | readonly JsonScalar[]>>;
  /** Names of headers, in any case, and their whole value or a pattern that is found in it. */
  readonly header?: Readonly<Record<string, string | RegExp>>;
}

/** A reply, whose body is decoded and parsed at most once, and only if a rule needs it. */
export class Reply {
  readonly response: HttpResponse;
  readonly #request: HttpRequest;
  #text: string | undefined;
  #json: { readonly body: JsonBody | undefined } | undefined;
  #hasValue = true;

  constructor(request: HttpRequest, response: HttpResponse) {
    this.#request = request;
    this.response = response;
  }

  get text(): string {
    this.#text ??= this.response.body.toString("utf8");
    return this.#text;
  }

  /** The body, unparsed; undefined if its encoding cannot be read: where a page is expected, that is an error later on. */
  get body(): JsonBody | undefined {
    try {
      this.#json ??= { body: bodyOf(this.#request, this.response) };
    } catch {
      this.#json = { body: undefined };
    }
    return this.#json.body;
  }

  /** The values at a path; none if the body is not JSON, or too large to be parsed whole. */
  valuesAt(path: string): readonly JsonValue[] {
    const { body } = this;
    if (body === undefined || !this.#hasValue || !mayHavePath(body.bytes, path)) return [];
    try {
      return valuesAt(body.value, path);
    } catch {
      this.#hasValue = false; // where a page is expected, it is an error later on
      return [];
    }
  }
}

/** Whether a reply fulfils checked conditions. The cheap ones are asked first. */
export function holds(conditions: ReplyConditions, reply: Reply): boolean {
  const { status, headers } = reply.response;
  const { header, body } = conditions;
  if (conditions.status !== undefined && !listOf(conditions.status).includes(status)) return false;
  if (header !== undefined && !Object.entries(header).every(([name, wanted]) => fits(headers[name], wanted)))
    return false;
  if (body !== undefined) {
    const mayBeRecords = conditions.status === undefined && status >= 200 && status < 300;
    if (mayBeRecords || !body.test(reply.text)) return false;
  }
  const several = Object.entries(conditions.values ?? {});
  return hasValue(conditions, reply) && several.every(([at, is]) => hasValue({ at, is }, reply));
}

function fits(value: string | undefined, wanted: string | RegExp): boolean {
  if (value === undefined) return false;
  return typeof wanted === "string" ? value === wanted : wanted.test(value);
}

function hasValue({ at, is }: ReplyConditions, reply: Reply): boolean {
  if (at === undefined) return true;
  const found = reply.valuesAt(at);
  if (is === undefined) return found.some((one) => one !== null);
  const wanted: readonly JsonValue[] = listOf(is);
  return found.some((one) => wanted.includes(one));
}

/** A frozen copy of the conditions. @throws SystemError if they cannot be meant so. */
export function checked(conditions: ReplyConditions): ReplyConditions {
  const { status, body, at, is, values = {}, header, ...others } = conditions;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw wrong(`"${unknown}" is not a condition. Use status, body, at with is, values, or header.`);
  const patterns = header === undefined ? [] : Object.values(header);
  const paths = [...(at === undefined ? [] : [at]), ...Object.keys(values)];
  if (listOf(status ?? []).length + patterns.length + paths.length === 0 && body === undefined) {
    throw wrong("without a condition it would match every reply. Name a status, body, at, values or header.");
  }
  if (status !== undefined && !listOf(status).every(isStatus)) throw wrong("a status is a whole number, 100 to 599.");
  for (const pattern of [body, ...patterns]) {
    if (pattern instanceof RegExp && (pattern.global || pattern.sticky)) {
      throw wrong(`${pattern} keeps a position between replies. Remove its flag g or y.`);
    }
  }
  const wrongPath = paths.find((path) => path.split(".").includes(""));
  if (wrongPath !== undefined) throw wrong(`"${wrongPath}" is not a path. Write it as error.code.`);
  if (Object.values(values).some((one) => listOf(one).length === 0)) throw wrong("values needs a value for each path.");
  if (is !== undefined && (at === undefined || listOf(is).length === 0)) {
    throw wrong("is needs a value, and at for where it is.");
  }
  return Object.freeze({
    ...(status === undefined ? {} : { status: Object.freeze([...listOf(status)]) }),
    ...(body === undefined ? {} : { body }),
    ...(at === undefined ? {} : { at }),
    ...(is === undefined ? {} : { is: Object.freeze([...listOf(is)]) }),
    ...(conditions.values === undefined ? {} : { values: Object.freeze({ ...values }) }),
    ...(header === undefined ? {} : { header: Object.freeze(lowerCased(header)) }),
  });
}

/** For the summary: `403, body /plan/`. */
export function described({ status, body, at, is, values = {}, header }: ReplyConditions): string {
  const value = is === undefined ? "" : ` = ${listOf(is).join("|")}`;
  return [
    ...(status === undefined ? [] : [listOf(status).join("|")]),
    ...Object.entries(header ?? {}).map(([name, wanted]) => `${name}: ${wanted}`),
    ...(body === undefined ? [] : [`body ${body}`]),
    ...(at === undefined ? [] : [`${at}${value}`]),
    ...Object.entries(values).map(([path, wanted]) => `${path} = ${listOf(wanted).join("|")}`),
  ].join(", ");
}

function wrong(what: string): SystemError {
  return new SystemError(`An error rule, when(…), cannot be used: ${what}`);
}

function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 100 && status <= 599;
}

function lowerCased(header: Readonly<Record<string, string | RegExp>>): Readonly<Record<string, string | RegExp>> {
  return Object.fromEntries(Object.entries(header).map(([name, wanted]) => [name.toLowerCase(), wanted]));
}

function listOf<T extends JsonScalar>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
