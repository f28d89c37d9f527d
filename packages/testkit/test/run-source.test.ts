import { expect, test } from "@jest/globals";
import { runSource } from "../src/index.js";
import { useFake } from "../src/jest.js";
import { SmallSource, startSmall } from "./small-source.js";

const vendor = useFake(startSmall);

test("runSource identifies each run of a source to the fake by the User-Agent", async () => {
  const source = new SmallSource();
  for (let run = 0; run < 2; run++) await runSource(source, "read", { config: vendor().config, streams: ["labels"] });
  const agents = vendor().api.requests.map(({ headers }) => headers["user-agent"]);
  expect(agents).toHaveLength(2);
  expect(agents).toEqual(agents.map(() => expect.stringMatching(/^sluice-source-small\/1\.0\.0\+run\.[0-9a-f-]{36}$/)));
  expect(agents[0]).not.toBe(agents[1]);
});

test("a read that waits for its own rate limit keeps the order of messages", async () => {
  const config = { ...vendor().config, limits: { requests_per_minute: 1 } };
  const output = await runSource(new SmallSource(), "read", { config, streams: ["items"] });
  expect(output.statuses("items")).toContain("RUNNING RATE_LIMITED");
  expect(output.order("items")).toMatch(/^STARTED RUNNING (RECORD )?STATE (RECORD STATE )*COMPLETE$/);
});
