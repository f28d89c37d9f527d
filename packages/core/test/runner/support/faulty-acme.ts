/** The connector with faulty streams. */
import type { JsonObject, JsonValue } from "@sluice/core";
import { Acme, Notes, Projects, SECRET, Tasks } from "./acme.js";

/** Has a bug in its own code: a TypeError. */
class Buggy extends Notes {
  override readonly name = "buggy";

  override records(body: JsonValue): readonly JsonObject[] {
    return (body as unknown as { nothing: { here: JsonObject[] } }).nothing.here;
  }
}

/** Waits ten minutes; meanwhile a promise rejects that nobody awaits. */
class Forgetful extends Notes {
  override readonly name = "forgetful";

  override async *read() {
    yield* super.read();
    void Promise.reject(new RangeError(`nobody awaits this: ${SECRET}`));
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  }
}

/** Throws in a timer's callback, where no promise catches it. */
class Throwing extends Notes {
  override readonly name = "throwing";

  override async *read() {
    yield* super.read();
    await new Promise<never>(() => {
      setTimeout(() => {
        throw new RangeError("thrown in a timer");
      });
    });
  }
}

/** Waits for a promise that never resolves, with nothing in flight. */
class Stuck extends Notes {
  override readonly name = "stuck";

  override async *read() {
    yield* super.read();
    await new Promise<never>(() => undefined);
  }
}

/** Has a bug whose error shows the key, in each of its forms. */
class Blabbing extends Notes {
  override readonly name = "blabbing";

  override async *read() {
    yield* super.read();
    const { api_key: secret } = this.config;
    const pair = Buffer.from(`user:${secret}`).toString("base64");
    const words = [secret, encodeURIComponent(secret), JSON.stringify(secret), pair, pair.replace(/=+$/, "")];
    await new Promise<never>(() => {
      setTimeout(() => {
        throw new RangeError(words.join(" | "));
      });
    });
  }
}

/** Keeps all that it has read. */
class Hoarding extends Projects {
  override readonly name = "hoarding";
  readonly #kept: JsonValue[] = [];

  override records(body: JsonValue): readonly JsonObject[] {
    this.#kept.push(body);
    return (body as { items: JsonObject[] }).items;
  }
}

export class FaultyAcme extends Acme {
  override readonly streams = [Projects, Tasks, Notes, Buggy, Forgetful, Throwing, Stuck, Blabbing, Hoarding];
}
