import { ApiKeyHeaderAuth, ConfigError, type HttpResponse } from "@sluice/core";
import { WHERE_THE_KEY_IS } from "./config.js";

/** What a header can carry without being changed on its way. */
const SENDABLE = /^[\x21-\x7e]+$/;

/**
 * The bare key in `x-api-key`.
 *
 * A refusal may quote the key that was sent. Outputs are masked by the value in the config, but blanks around a pasted key
 * are lost on the way, so what comes back need not be that value: the quote is taken out here, before anyone sees the reply.
 */
export class KeyAuth extends ApiKeyHeaderAuth {
  readonly #key: string;

  /** @throws ConfigError for a key with a character inside that no header carries. */
  constructor(pasted: string) {
    const key = pasted.trim();
    if (!SENDABLE.test(key)) {
      throw new ConfigError(
        `api_key holds a blank, a line break or a character that no key has. Copy it again from ${WHERE_THE_KEY_IS}.`,
      );
    }
    super("x-api-key", key);
    this.#key = key;
  }

  override unsign(response: HttpResponse): HttpResponse {
    if (response.status < 400 || !response.body.includes(this.#key)) return response;
    // latin1 maps each byte to one character and back, whatever the encoding of the body.
    const body = Buffer.from(response.body.toString("latin1").replaceAll(this.#key, "****"), "latin1");
    return { ...response, body };
  }
}
