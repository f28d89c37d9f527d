import type { FakeApi } from "./fake-api.js";
import type { TestRunner } from "./test-runner.js";

/** The implementation of `useFake`, for a test runner. */
export function fakeOf<Fake extends { readonly api: FakeApi }>(
  start: () => Promise<Fake>,
  { afterAll, afterEach, beforeAll }: TestRunner,
): () => Fake {
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
