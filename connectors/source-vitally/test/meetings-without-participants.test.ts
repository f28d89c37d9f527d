import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { type FakeVitally, startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

let fake: FakeVitally;
beforeAll(async () => {
  fake = await startVitally();
});
afterEach(() => void fake.api.reset());
afterAll(() => fake.api.close());

describe("meetings", () => {
  test("accounts come from the participants: without any the lists are empty, and the meeting is read all the same", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake.config }, streams: ["meetings"] });
    expect([output.status, output.logs("WARN")]).toEqual([0, []]);
    expect(output.records("meetings")).toEqual(fake.expected.get("meetings"));
    const alone = output
      .records("meetings")
      .filter(({ participants }) => Array.isArray(participants) && participants.length === 0);
    expect(alone.length).toBeGreaterThan(10);
    for (const { accounts, organizations } of alone) expect([accounts, organizations]).toEqual([[], []]);
  });
});
