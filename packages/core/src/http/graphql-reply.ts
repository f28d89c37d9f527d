import { isJsonObject, type JsonValue } from "../protocol/json.js";
import { JsonBody } from "./json.js";
import { OPEN_BRACE } from "./json-bytes.js";
import { MAX_DEPTH, withinDepth } from "./json-limits.js";
import { JsonScanner, NOT_JSON } from "./scan.js";
import { mayHavePath } from "./values-at.js";

/** One error of a GraphQL reply. */
export interface GraphQlError {
  readonly message: string;
  /** Its `extensions.code`, or its `type`. */
  readonly code: string | undefined;
}

/** What a GraphQL reply says besides its records. */
export interface GraphQlReply {
  /** At least one. */
  readonly errors: readonly GraphQlError[];
  /** Whether there are data too: any value but null, however deep. */
  readonly hasData: boolean;
}

/**
 * The errors of a GraphQL reply; undefined if it has none, or is not a JSON object. Only the errors are parsed: a body without the
 * name is searched for it, any other is scanned, because records may have a field of that name.
 *
 * @throws SystemError if the errors do not fit in memory.
 */
export function graphQlReply({ bytes }: JsonBody): GraphQlReply | undefined {
  if (!mayHavePath(bytes, "errors")) return undefined;
  const found = membersOf(bytes);
  const errors = found?.errors === undefined ? [] : errorsIn(found.errors);
  return errors.length === 0 ? undefined : { errors, hasData: found?.data !== undefined && hasValue(found.data) };
}

interface Members {
  readonly errors?: Buffer;
  readonly data?: Buffer;
}

/** The members of the body, unparsed; undefined if it is not a JSON object. */
function membersOf(bytes: Buffer): Members | undefined {
  const scanner = new JsonScanner(bytes, MAX_DEPTH);
  let found: Members = {};
  const end = withinDepth(() =>
    scanner.members(scanner.blanks(0), (name, start) => {
      const valueEnd = scanner.value(start);
      if (name === "errors" || name === "data") found = { ...found, [name]: bytes.subarray(start, valueEnd) };
      return valueEnd;
    }),
  );
  return end === NOT_JSON ? undefined : found;
}

/** What is not a list counts as one error: some gateways send a text. */
function errorsIn(bytes: Buffer): readonly GraphQlError[] {
  const { value } = new JsonBody(bytes, () => {
    throw new TypeError("the errors were scanned before");
  });
  const errors: readonly JsonValue[] = Array.isArray(value) ? value : [value];
  return errors.filter((error) => error !== null).map(errorOf);
}

function errorOf(error: JsonValue): GraphQlError {
  if (!isJsonObject(error)) return { message: String(error), code: undefined };
  const { message, extensions, type } = error;
  const code = (isJsonObject(extensions) ? extensions["code"] : undefined) ?? type;
  return {
    message: typeof message === "string" ? message : JSON.stringify(error),
    code: typeof code === "string" ? code : undefined,
  };
}

/** Whether there is a value but null in the JSON, in objects however deep; a list is a value. */
function hasValue(json: Buffer): boolean {
  const scanner = new JsonScanner(json);
  const isValue = (start: number): boolean => {
    if (json[start] !== OPEN_BRACE) return json[start] !== SMALL_N;
    let found = false;
    scanner.members(start, (_name, value) => {
      found = isValue(value);
      return found ? NOT_JSON : scanner.value(value); // the first one is enough
    });
    return found;
  };
  return isValue(0);
}

/** Begins null. */
const SMALL_N = 0x6e;
