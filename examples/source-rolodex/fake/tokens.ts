import { createHash } from "node:crypto";
import type { FakeReply, FakeRequest } from "@sluice/testkit";

/** Made up, and no scanner takes it for a leak. */
const made = (what: string): string => createHash("sha256").update(`rolodex ${what}`).digest("hex");

/** The app that the account has installed. */
export const CLIENT = { id: "rolodex-app", secret: made("client") };

/**
 * Gives out access tokens, each for a refresh token that works once. Tests run the connector many times with one config, so who
 * has used a token is known by the User-Agent: `runSource` gives each run one of its own, while all processes have the same.
 */
export class Tokens {
  /** All that were given out so far, the config's included. */
  readonly issued: string[] = [];
  readonly #access = new Set<string>();
  readonly #refresh = new Set<string>();
  readonly #usedUp = new Set<string>();
  readonly #used = new Set<string>();
  readonly #expired = new Set<string>();

  /** A new pair of tokens, as the token endpoint writes them. */
  issue(): { readonly access_token: string; readonly refresh_token: string; readonly expires_in: number } {
    const nth = this.issued.length / 2;
    const pair = { access_token: made(`access ${nth}`), refresh_token: made(`refresh ${nth}`), expires_in: 1800 };
    this.issued.push(pair.access_token, pair.refresh_token);
    this.#access.add(pair.access_token);
    this.#refresh.add(pair.refresh_token);
    return pair;
  }

  accepts({ headers }: FakeRequest): boolean {
    const token = (headers["authorization"] ?? "").replace(/^Bearer /, "");
    const use = `${headers["user-agent"]} ${token}`;
    if (!this.#access.has(token) || this.#expired.has(use)) return false;
    this.#used.add(use);
    return true;
  }

  /** Access tokens are refused from now on to those who have used them. */
  expire(): void {
    for (const use of this.#used) this.#expired.add(use);
  }

  grant({ form, headers }: FakeRequest): FakeReply {
    const isClient = form.get("client_id") === CLIENT.id && form.get("client_secret") === CLIENT.secret;
    if (!isClient) return { status: 401, json: { error: "invalid_client" } };
    const token = form.get("refresh_token") ?? "";
    const use = `${headers["user-agent"]} ${token}`;
    if (!this.#refresh.has(token) || this.#usedUp.has(use)) return { status: 400, json: { error: "invalid_grant" } };
    this.#usedUp.add(use);
    return { json: this.issue() };
  }
}
