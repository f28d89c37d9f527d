import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import { Authenticator } from "./authenticator.js";

/**
 * A key as a query parameter, e.g. `?api_key=…`. APIs that sign this way tend to repeat the query in their links, so the
 * parameter is taken out of each reply: the key gets into no page, no state, no record and no log.
 */
export class ApiKeyQueryAuth extends Authenticator {
  readonly #parameter: string;
  readonly #key: string;

  constructor(parameter: string, key: string) {
    super();
    this.#parameter = parameter;
    this.#key = key;
  }

  /** Sets the parameter, so that it is there once even if a link brought it along. */
  authenticate(request: HttpRequest): HttpRequest {
    return Object.freeze({ ...request, query: Object.freeze({ ...request.query, [this.#parameter]: this.#key }) });
  }

  override unsign(response: HttpResponse): HttpResponse {
    const body = this.#clean(response.body);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) headers[name] = this.#cleanText(value);
    return { ...response, headers, body };
  }

  #clean(body: Buffer): Buffer {
    if (!body.includes(this.#parameter)) return body;
    // latin1 maps each byte to one character and back, whatever the encoding of the body.
    return Buffer.from(this.#cleanText(body.toString("latin1")), "latin1");
  }

  /**
   * Drops the parameter from each link, whatever its value. In JSON, `&` may stand as `\u0026` and `=` as `\u003d` (Gson,
   * .NET), and `/` within the value as `\/` (PHP).
   */
  #cleanText(text: string): string {
    const name = this.#parameter.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const value = String.raw`(?:[^&"'\s\\<>#]|\\/|\\u(?!00(?:2[2367]|3[cCeE]))[\da-fA-F]{4})*`;
    const and = String.raw`(?:&|\\u0026)`;
    const parameter = String.raw`${name}(?:=|\\u003[dD])${value}`;
    return text
      .replace(new RegExp(String.raw`\?(?:${parameter}${and})+`, "g"), "?")
      .replace(new RegExp(String.raw`(?:\?|${and})${parameter}`, "g"), "");
  }
}
