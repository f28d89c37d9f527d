import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";
import { SystemError } from "../errors/connector-error.js";
import { startOfBody } from "../errors/redact.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import { OPEN_BRACE, OPEN_BRACKET } from "./json-bytes.js";
import { MAX_DEPTH, scanWhole } from "./json-limits.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";
import { JsonScanner } from "./scan.js";

/** How much of an unreadable page is logged, in characters. */
const EXCERPT = 200;

/** A JSON body: its bytes as UTF-8 without a byte-order mark, and its value. */
export class JsonBody {
  readonly bytes: Buffer;
  readonly #notJson: () => SystemError;
  #parsed: { readonly value: JsonValue } | undefined;

  constructor(bytes: Buffer, notJson: () => SystemError) {
    this.bytes = bytes;
    this.#notJson = notJson;
  }

  /**
   * The whole value, parsed on first use.
   *
   * @throws SystemError if the body is not JSON (an HTML page with status 200 is not an empty list), or JSON of more values or
   *   deeper nesting than memory has room for: V8 aborts the process, without an error, where it runs out.
   */
  get value(): JsonValue {
    this.#parsed ??= { value: this.#parse() };
    return this.#parsed.value;
  }

  /** For the log: the length and the start, on one line. */
  get excerpt(): string {
    return `the body has ${this.bytes.length} bytes: ${startOfBody(this.bytes, EXCERPT)}`;
  }

  #parse(): JsonValue {
    if (scanWhole(new JsonScanner(this.bytes, MAX_DEPTH), this.bytes.length) === undefined) throw this.#notJson();
    try {
      return JSON.parse(this.bytes.toString("utf8")) as JsonValue;
    } catch {
      throw this.#notJson(); // the parser's own error is dropped: it quotes a few letters, which may be part of a secret
    }
  }
}

/** A response's body, not parsed yet. @throws SystemError if its encoding cannot be read. */
export function bodyOf(request: HttpRequest, response: HttpResponse): JsonBody {
  const bytes = utf8(request, response);
  const body: JsonBody = new JsonBody(bytes, () => {
    const type = response.headers["content-type"] ?? "no content type";
    return new SystemError(
      `${endpointOf(request)} answered HTTP ${response.status} with ${contentKind(bytes)} (${type}) instead of JSON. ` +
        "If this lasts, check base_url and whether a proxy answers in the API's place.",
      { detail: body.excerpt },
    );
  });
  return body;
}

/**
 * Whether a reply is a JSON object or list, and does not say that it is something else. It is scanned and not parsed: a refusal
 * may be as large as a page.
 */
export function isJson({ headers, body }: HttpResponse): boolean {
  const type = headers["content-type"];
  if (type !== undefined && !/[/+]json\b/i.test(type)) return false;
  try {
    const found = scanWhole(new JsonScanner(body, MAX_DEPTH), body.length);
    const first = found && body[found.start];
    return first === OPEN_BRACE || first === OPEN_BRACKET;
  } catch {
    return false; // more of it than memory has room for
  }
}

function contentKind(bytes: Buffer): string {
  if (bytes.length === 0) return "an empty body";
  const start = bytes.subarray(0, 100).toString("utf8").trimStart();
  if (start.startsWith("<")) return "HTML or XML";
  return start.startsWith("{") || start.startsWith("[") ? "truncated or invalid JSON" : "text";
}

/**
 * Nearly every API sends UTF-8, and a charset that says otherwise is usually a framework's default or a database's name for
 * UTF-8 (`utf8mb4`). Text in another encoding is practically never valid UTF-8 by accident, so valid UTF-8 is read as such; only
 * encodings in which the same bytes mean something else go by the header.
 */
function utf8(request: HttpRequest, { headers, body }: HttpResponse): Buffer {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(headers["content-type"] ?? "")?.[1]?.toLowerCase() ?? "utf-8";
  const decoder = decoderOf(charset);
  if (isUtf8(body) && !REUSES_ASCII.test(decoder?.encoding ?? "")) {
    const hasByteOrderMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
    return hasByteOrderMark ? body.subarray(3) : body;
  }
  if (decoder?.encoding === "utf-8") {
    throw new SystemError(
      `${endpointOf(request)} returned bytes that are not UTF-8, so the page was not used. Please report it with the log.`,
    );
  }
  try {
    if (decoder !== undefined) return Buffer.from(decoder.decode(body), "utf8");
  } catch {
    // It is the same failure as an encoding that nobody knows.
  }
  throw new SystemError(
    `${endpointOf(request)} returned a body in the encoding "${charset}", which cannot be read. Please report it with the log.`,
  );
}

/** Encodings in which ASCII bytes have other meanings. */
const REUSES_ASCII = /^(utf-16|iso-2022)/;

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined; // unknown to the WHATWG, e.g. utf8mb4
  }
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
