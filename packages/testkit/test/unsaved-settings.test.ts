import { expect, test } from "@jest/globals";
import { unsavedSettings } from "../src/fault-verdict.js";
import { Output } from "../src/index.js";

/** What a run prints when it saves these settings. */
function saving(config: object): Output {
  const control = { type: "CONNECTOR_CONFIG", emitted_at: 1, connectorConfig: { config } };
  return new Output(`${JSON.stringify({ type: "CONTROL", control })}\n`, 0);
}

const before = { credentials: { refresh_token: "one", expires_at: "2099-01-01T00:00:00Z" } };
const after = { credentials: { ...before.credentials, refresh_token: "two" } };

test("a setting within an object is saved, whatever its neighbours are", () => {
  const saved = saving({ credentials: { refresh_token: "two", expires_at: "2025-01-01T00:00:00Z" } });
  expect(unsavedSettings({ before, after }, saved)).toEqual([]);
});

test("a setting within an object that is not saved is named with its place", () => {
  const problems = ["the new credentials.refresh_token was not saved"];
  expect(unsavedSettings({ before, after }, saving(before))).toEqual(problems);
  expect(unsavedSettings({ before, after }, new Output("", 0))).toEqual(problems);
});
