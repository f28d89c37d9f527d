/** What the account's plan, its limits and the user's rights keep back. */
import { expect, test } from "@jest/globals";
import { type FakeVendor, type Fault, runSource } from "@sluice/testkit";
import { refusal, startRolodex } from "../fake/index.js";
import { Rolodex } from "../src/index.js";

/** A read of some streams of an account, or of all. */
async function read(
  starting: Promise<FakeVendor>,
  options: { readonly fault?: Fault; readonly streams?: string[] } = {},
) {
  const { api, config, expected } = await starting;
  const { fault, ...which } = options;
  if (fault !== undefined) api.inject(fault);
  const output = await runSource(new Rolodex(), "read", { config, ...which });
  const requests = [...api.requests];
  await api.close();
  return { output, expected, requests };
}

test("forecasts are skipped with a warning where the plan has none, and the others are read", async () => {
  const { output, expected } = await read(startRolodex(0, { hasForecasts: false }));
  expect(output.errors()).toEqual([]);
  expect(output.status).toBe(0);
  expect(output.logs("WARN").at(-1)).toContain("The plan has no forecasts.");
  expect(output.statuses("forecasts").at(-1)).toBe("INCOMPLETE");
  expect(output.records("forecasts")).toEqual([]);
  expect(output.records("contacts")).toEqual(expected.get("contacts"));
});

test("forecasts fail where the plan has them and the user may not see them", async () => {
  const fault = { at: () => true, reply: refusal(403, "NO_PERMISSION") };
  const { output } = await read(startRolodex(), { fault, streams: ["forecasts"] });
  expect(output.errors("forecasts")).toEqual([expect.objectContaining({ failure_type: "config_error" })]);
  expect(output.status).toBe(1);
});

test("a 403 with the code of a rate limit is waited for", async () => {
  const fault = { at: () => true, reply: refusal(403, "TOO_MANY_REQUESTS") };
  const { output, expected } = await read(startRolodex(), { fault, streams: ["deals"] });
  expect(output.errors()).toEqual([]);
  expect(output.statuses("deals")).toContain("RUNNING RATE_LIMITED");
  expect(output.records("deals")).toEqual(expected.get("deals"));
});

test("notes are written without the authors that the user may not see, with one warning", async () => {
  const errors = [{ message: "Not yours to see", path: ["notes", "nodes", 0, "author"] }];
  const fault: Fault = {
    at: () => true,
    reply: (_request, genuine) => ({ json: { ...(genuine.json as object), errors } }),
  };
  const { output, expected } = await read(startRolodex(), { fault, streams: ["notes"] });
  expect(output.errors()).toEqual([]);
  expect(output.status).toBe(0);
  expect(output.records("notes")).toEqual(expected.get("notes"));
  expect(output.logs("WARN")).toEqual([expect.stringContaining("Not yours to see")]);
});

test("contacts beyond the 10,000 that a search shows are read by another search, each of them once", async () => {
  const { output, expected, requests } = await read(startRolodex(0, { contacts: 10_150 }), { streams: ["contacts"] });
  expect(output.errors()).toEqual([]);
  expect(output.records("contacts").map(({ id }) => id)).toEqual(expected.get("contacts")?.map(({ id }) => id));
  expect(new Set(requests.map(({ json }) => JSON.stringify(json, ["filter", "id_from"])))).toEqual(
    new Set(["{}", '{"filter":{"id_from":10999}}']),
  );
});
