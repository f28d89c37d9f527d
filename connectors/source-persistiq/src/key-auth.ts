import { ApiKeyHeaderAuth, ConfigError } from "@sluice/core";
import { WHERE_THE_KEY_IS } from "./config.js";

/** A key has printable ASCII only; PersistIQ's own 401 does not say that a character is wrong. */
const KEY = /^[\x21-\x7e]+$/;

/** The bare key in `x-api-key`. */
export class KeyAuth extends ApiKeyHeaderAuth {
  /** @throws ConfigError for a key with a character that no key has. */
  constructor(key: string) {
    if (!KEY.test(key)) {
      throw new ConfigError(
        `api_key has a blank, a line break or a character that no key has. Copy it again from ${WHERE_THE_KEY_IS}.`,
      );
    }
    super({ header: "x-api-key", key });
  }
}
