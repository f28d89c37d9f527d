import type { HttpRequest } from "../http/request.js";
import type { HttpResponse } from "../http/response.js";
import { Authenticator, withoutControls } from "./authenticator.js";

/**
 * A key as a query parameter, e.g. `?api_key=…`. APIs that sign this way tend to repeat the query in their links, so the
 * parameter is removed from each response: the key reaches no page, no state, no record and no log.
 */
export class ApiKeyQueryAuth extends Authenticator {
  readonly #param: string;
  readonly #key: string;

  /** @throws ConfigError for a key with a control character inside. */
  constructor({ param, key }: { readonly param: string; readonly key: string }) {
    super();
    this.#param = param;
    this.#key = withoutControls(key, `The key in the parameter ${param}`);
  }

  /** Sets the parameter, so that it is there once even if a link has it already. */
  authenticate(request: HttpRequest): HttpRequest {
    return Object.freeze({ ...request, query: Object.freeze({ ...request.query, [this.#param]: this.#key }) });
  }

  override scrubResponse(response: HttpResponse): HttpResponse {
    const body = this.#clean(response.body);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) headers[name] = this.#cleanText(value);
    return { ...response, headers, body };
  }

  #clean(body: Buffer): Buffer {
    if (!body.includes(this.#param)) return body;
    // latin1 maps each byte to one character and back, whatever the encoding of the body.
    return Buffer.from(this.#cleanText(body.toString("latin1")), "latin1");
  }

  /**
   * Drops the parameter with this key from each link; another key in a customer's own link stays. JSON may write `&` as
   * `\u0026` and `=` as `\u003d` (Gson, .NET), and `/` as `\/` (PHP).
   */
  #cleanText(text: string): string {
    const and = String.raw`(?:&|\\u0026)`;
    const value = [...formsOf(this.#key)].map(literal).join("|");
    const parameter = String.raw`${literal(this.#param)}(?:=|\\u003[dD])(?:${value})(?![^&"'\s\\<>#])`;
    return text
      .replace(new RegExp(String.raw`\?(?:${parameter}${and})+`, "g"), "?")
      .replace(new RegExp(String.raw`(?:\?|${and})${parameter}`, "g"), "");
  }
}

/** The ways in which a server may write the key into a link, as bytes read as latin1; the longest first. */
function formsOf(key: string): readonly string[] {
  const url = encodeURIComponent(key);
  const form = new URLSearchParams([["", key]]).toString().slice(1);
  const forms = [Buffer.from(key, "utf8").toString("latin1"), url, form, url.replaceAll("%20", "+")];
  const cases = forms.flatMap((one) => [one, one.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
  const escaped = cases.flatMap((one) => [one, one.replaceAll("/", "\\/"), JSON.stringify(one).slice(1, -1)]);
  return [...new Set(escaped)].sort((a, b) => b.length - a.length);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
