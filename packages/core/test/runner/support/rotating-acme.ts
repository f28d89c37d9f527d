/** The connector with a key that is used up by each run: a token endpoint exchanges it for the next one, once. */
import { Authenticator, type HttpRequest, type JsonObject, type RunContext, withHeader } from "@sluice/core";
import { FakeApi } from "@sluice/testkit";
import { Acme } from "./acme.js";

type Config = Parameters<Acme["open"]>[0];
type Save = RunContext["saveSettings"];

/** How often a run exchanges its key. */
interface Rotation {
  readonly times: number;
}

class RotatingAuth extends Authenticator {
  readonly #exchanged: (save: Save) => Promise<string>;
  #key: Promise<string> | undefined;

  constructor(exchanged: (save: Save) => Promise<string>) {
    super();
    this.#exchanged = exchanged;
  }

  async authenticate(request: HttpRequest): Promise<HttpRequest> {
    this.#key ??= this.#exchanged(this.context.saveSettings);
    return withHeader(request, "x-api-key", await this.#key);
  }
}

export class RotatingAcme extends Acme {
  /** What happened, in order: `used` once the connector may use a new key. */
  readonly events: string[] = [];
  readonly #times: number;

  constructor({ times }: Rotation = { times: 1 }) {
    super();
    this.#times = times;
  }

  override authenticator(config: Config): never {
    return new RotatingAuth((save) => this.#exchanged(config, save)) as never;
  }

  async #exchanged(config: Config, save: Save): Promise<string> {
    let { api_key: key } = config;
    for (let nth = 1; nth <= this.#times; nth++) {
      const response = await fetch(`${config.base_url}/token?key=${key}`);
      key = await response.text();
      await save?.({ api_key: key, ...("more" in config ? { more: { token: `t${nth}` } } : {}) });
      this.events.push("used");
    }
    return key;
  }
}

/** A vendor that accepts only the newest key, and gives a new one for it. */
export async function startRotatingAcme(): Promise<{ readonly api: FakeApi; readonly config: JsonObject }> {
  let newest = 0;
  const keyOf = (nth: number) => `key-${nth}-of-acme`;
  const api = await FakeApi.start();
  api
    .gate(({ path, query, headers }) => {
      const key = path === "/token" ? query.get("key") : headers["x-api-key"];
      return key === keyOf(newest) ? undefined : { status: 401, text: "used up" };
    })
    .get("/token", () => ({ text: keyOf(++newest) }))
    .get("/v1/me", () => ({ json: { ok: true } }))
    .get("/v1/notes", () => ({ json: { items: [1, 2, 3].map((id) => ({ id, body: `Note ${id}` })) } }));
  return { api, config: { api_key: keyOf(0), account: "initech", base_url: api.url } };
}
