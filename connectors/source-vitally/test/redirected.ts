import type { HttpRequest } from "@sluice/core";
import { Vitally } from "../src/index.js";

/** The connector with a config that names Vitally's own hosts: notes what is sent there, and sends it to the fake. */
export class Redirected extends Vitally {
  /** The addresses that would have been asked, without their queries. */
  readonly asked: string[] = [];
  /** `Authorization` of each request. */
  readonly signatures: (string | undefined)[] = [];
  readonly #target: string;

  /** @param target where the fake is. */
  constructor(target: string) {
    super();
    this.#target = target;
  }

  override transport(...limits: Parameters<Vitally["transport"]>) {
    const inner = super.transport(...limits);
    return {
      send: (request: HttpRequest, signal: AbortSignal) => {
        this.asked.push(request.url);
        this.signatures.push(request.headers["Authorization"]);
        return inner.send({ ...request, url: request.url.replace(/^https:\/\/[^/]+/, this.#target) }, signal);
      },
    };
  }
}
