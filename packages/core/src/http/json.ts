import { isUtf8 } from "node:buffer";
import { SystemError } from "../errors/connector-error.js";
import { startOf } from "../errors/redact.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";

/** How much of a page that is not understood goes to the log, in characters. */
const EXCERPT = 200;

/** A JSON body: its bytes as UTF-8 without a byte-order mark, and what they say. */
export class JsonBody {
  readonly bytes: Buffer;
  readonly #notJson: () => SystemError;
  #parsed: { readonly value: JsonValue } | undefined;

  constructor(bytes: Buffer, notJson: () => SystemError) {
    this.bytes = bytes;
    this.#notJson = notJson;
  }

  /**
   * The whole of it, parsed when it is asked for.
   *
   * @throws SystemError if it is not the JSON text that was asked for. An HTML page with status 200 is not an empty list.
   */
  get value(): JsonValue {
    this.#parsed ??= { value: this.#parse() };
    return this.#parsed.value;
  }

  /** For the log: how long it is, and how it begins, on one line. */
  get excerpt(): string {
    const start = startOf(this.bytes.subarray(0, 4 * EXCERPT).toString("utf8"), EXCERPT).replace(/\s+/g, " ");
    return `the body has ${this.bytes.length} bytes: ${start}`;
  }

  #parse(): JsonValue {
    try {
      return JSON.parse(this.bytes.toString("utf8")) as JsonValue;
    } catch {
      throw this.#notJson(); // the parser's own error is dropped: it quotes a few letters, and so perhaps a part of a secret
    }
  }
}

/** A reply's body, not parsed yet. @throws SystemError if it is not UTF-8, or what it calls itself. */
export function bodyOf(request: HttpRequest, response: HttpResponse): JsonBody {
  const bytes = utf8(request, response);
  const body: JsonBody = new JsonBody(bytes, () => {
    const type = response.headers["content-type"] ?? "no content type";
    return new SystemError(
      `${endpointOf(request)} answered HTTP ${response.status} with ${what(bytes)} (${type}) instead of JSON. ` +
        "If this lasts, check base_url and whether a proxy answers in the API's place.",
      { detail: body.excerpt },
    );
  });
  return body;
}

function what(bytes: Buffer): string {
  if (bytes.length === 0) return "an empty body";
  const start = bytes.subarray(0, 100).toString("utf8").trimStart();
  if (start.startsWith("<")) return "HTML or XML";
  return start.startsWith("{") || start.startsWith("[") ? "a body that is cut short or broken" : "text";
}

function utf8(request: HttpRequest, { headers, body }: HttpResponse): Buffer {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers["content-type"] ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  if (charset !== "utf-8" && charset !== "utf8") {
    try {
      return Buffer.from(new TextDecoder(charset, { fatal: true }).decode(body), "utf8");
    } catch (cause) {
      throw new SystemError(`${endpointOf(request)} answered in the encoding "${charset}", which cannot be read.`, {
        cause,
      });
    }
  }
  if (!isUtf8(body)) {
    throw new SystemError(`${endpointOf(request)} answered with bytes that are not UTF-8. The page was not used.`);
  }
  const hasByteOrderMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  return hasByteOrderMark ? body.subarray(3) : body;
}

/** The value at a dotted path, e.g. `paging.hasNext`; undefined where there is none. An empty path is the whole value. */
export function valueAt(value: JsonValue, path: string): JsonValue | undefined {
  if (path === "") return value;
  let found: JsonValue | undefined = value;
  for (const name of path.split(".")) {
    if (!isJsonObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
