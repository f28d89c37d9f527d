import { describe, expect, test } from "@jest/globals";
import { runSource } from "@sluice/testkit";
import { useFake } from "@sluice/testkit/jest";
import { startVitally } from "../fake/index.js";
import { Vitally } from "../src/index.js";

const fake = useFake(startVitally);

describe("meetings", () => {
  test("accounts come from the participants: without any the lists are empty, and the meeting is read all the same", async () => {
    const output = await runSource(new Vitally(), "read", { config: { ...fake().config }, streams: ["meetings"] });
    expect(output.logs("WARN")).toEqual([]);
    expect(output.status).toBe(0);
    expect(output.records("meetings")).toEqual(fake().expected.get("meetings"));
    const alone = output
      .records("meetings")
      .filter(({ participants }) => Array.isArray(participants) && participants.length === 0);
    expect(alone.length).toBeGreaterThan(10);
    expect(alone.flatMap(({ accounts }) => accounts)).toEqual([]);
    expect(alone.flatMap(({ organizations }) => organizations)).toEqual([]);
  });
});
