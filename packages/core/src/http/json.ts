import { isUtf8 } from "node:buffer";
import { SystemError } from "../errors/connector-error.js";
import { startOf } from "../errors/redact.js";
import { isJsonObject, type JsonValue } from "../protocol/json.js";
import { endpointOf, type HttpRequest } from "./request.js";
import type { HttpResponse } from "./response.js";

/** A JSON body: its bytes as UTF-8 without a byte-order mark, and what they say. */
export interface JsonBody {
  readonly bytes: Buffer;
  readonly value: JsonValue;
}

/**
 * Parses a reply's body.
 *
 * @throws SystemError if it is not the JSON text that was asked for. An HTML page with status 200 is not an empty list.
 */
export function parseBody(request: HttpRequest, response: HttpResponse): JsonBody {
  const bytes = utf8(request, response);
  try {
    return { bytes, value: JSON.parse(bytes.toString("utf8")) as JsonValue };
  } catch {
    // The parser's own error is dropped: it quotes a few letters of the body, and so perhaps a part of a secret.
    const type = response.headers["content-type"] ?? "no content type";
    throw new SystemError(
      `${endpointOf(request)} answered HTTP ${response.status} with ${what(bytes)} (${type}) instead of JSON. ` +
        "If this lasts, check base_url and whether a proxy answers in the API's place.",
      { detail: `the body has ${bytes.length} bytes: ${startOf(bytes.subarray(0, 1000).toString("utf8"), 200)}` },
    );
  }
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
