import { SystemError } from "../errors/connector-error.js";
import type { JsonValue } from "../protocol/json.js";
import { type BodyPath, bodyChanges, namesIn, valueInBody } from "./body-change.js";
import type { HttpRequest, QueryValue, RequestChange } from "./request.js";

/** The part of a request that carries a parameter. */
export type ParameterPlace = "query" | "body" | "header";

/** A parameter of a request, and where it goes. */
export interface ParameterOptions {
  /** Its name; in a body its path. */
  readonly param: BodyPath;
  /** `query` if it is not set. */
  readonly in?: ParameterPlace | undefined;
}

/** A parameter that a paginator or a cursor sets, in the query, the body or a header. */
export class Parameter {
  /** For states and messages. */
  readonly name: string;
  readonly #path: BodyPath;
  readonly #place: ParameterPlace;

  constructor({ param, in: place = "query" }: ParameterOptions) {
    this.name = nameOf(param);
    this.#path = param;
    this.#place = place;
  }

  /** @throws SystemError for a value that no header can carry. */
  with(value: string | number): RequestChange {
    return changeIn(this.#place, [[this.#path, value]]);
  }

  /** Its value in a request. */
  of({ query, headers, body }: HttpRequest): JsonValue | QueryValue {
    if (this.#place === "query") return query[this.name];
    return this.#place === "body" ? valueInBody(body, this.#path) : headers[this.name.toLowerCase()];
  }

  /** Its new value in a change; undefined if the change does not set it. */
  in({ query, headers, body }: RequestChange): JsonValue | QueryValue {
    if (this.#place === "query") return query?.[this.name];
    if (this.#place === "header") return headers?.[this.name.toLowerCase()];
    const own = JSON.stringify(namesIn(this.#path));
    return bodyChanges(body ?? []).findLast(([names]) => JSON.stringify(names) === own)?.[1];
  }
}

/**
 * The change that sets parameters in one place.
 *
 * @throws SystemError for a value that no header can carry.
 */
export function changeIn(
  place: ParameterPlace | undefined,
  values: readonly (readonly [param: BodyPath, value: string | number])[],
): RequestChange {
  if (place === "body") return { body: values };
  const named = values.map(([param, value]) => [nameOf(param), value] as const);
  if (place !== "header") return { query: Object.fromEntries(named) };
  return { headers: Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), headerText(name, value)])) };
}

function nameOf(param: BodyPath): string {
  return typeof param === "string" ? param : param.join(".");
}

function headerText(name: string, value: string | number): string {
  if (/^[\x20-\x7e]*$/.test(String(value))) return String(value);
  throw new SystemError(
    `The header ${name} cannot carry the value that a paginator or a cursor gives it. Please report it with the log.`,
  );
}
