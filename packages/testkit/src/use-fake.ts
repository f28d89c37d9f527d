import { afterAll, afterEach, beforeAll } from "@jest/globals";
import type { FakeApi } from "./fake-api.js";

/**
 * Starts a fake before the tests of a file or a `describe` block, resets it after each of them, and closes it after the last.
 *
 * @returns the fake, for use within tests.
 */
export function useFake<Fake extends { readonly api: FakeApi }>(start: () => Promise<Fake>): () => Fake {
  let started: Fake | undefined;
  const fake = () => {
    if (started === undefined) throw new Error("the fake is available within tests only");
    return started;
  };
  beforeAll(async () => {
    started = await start();
  });
  afterEach(() => void started?.api.reset());
  afterAll(() => started?.api.close());
  return fake;
}
