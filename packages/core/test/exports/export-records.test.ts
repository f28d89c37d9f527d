import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SkippedError } from "../../src/errors/skipped-error.js";
import { when } from "../../src/http/error-rule.js";
import type { JsonObject } from "../../src/protocol/json.js";
import { ExportApi, Report } from "../support/exports.js";
import { contextOf, readAll } from "../support/streams.js";

class ChosenReport extends Report {
  override readonly errors = [
    when({ status: 403, at: "code", is: "PLAN" }).skip("The plan has no reports.", { wholeStream: true }),
    when({ status: 200, at: "busy", is: true }).retry({ afterMs: 5000 }),
  ];

  override keep({ id }: JsonObject) {
    return id !== "2";
  }

  override map({ id = null }: JsonObject) {
    return { number: id };
  }
}

let vendor: ExportApi;
beforeEach(async () => {
  vendor = await ExportApi.start();
});
afterEach(() => vendor.api.close());

test("the records of an export are kept and mapped like those of a page", async () => {
  const { values } = await readAll(new ChosenReport(contextOf(vendor.api).context));
  expect(values).toEqual([{ number: "1" }, { number: "3" }]);
});

test("an export obeys the error rules of its stream", async () => {
  const { context, clock } = contextOf(vendor.api);
  vendor.api.inject({ at: ({ method }) => method === "POST", reply: { json: { busy: true } } });
  const { values } = await readAll(new ChosenReport(context));
  expect(values).toHaveLength(2);
  expect(clock.sleeps[0]).toBeGreaterThanOrEqual(5000);

  vendor.api.inject({ at: ({ method }) => method === "POST", reply: { status: 403, json: { code: "PLAN" } } });
  const { error } = await readAll(new ChosenReport(context));
  expect(error).toBeInstanceOf(SkippedError);
});
