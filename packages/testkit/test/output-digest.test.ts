import { expect, test } from "@jest/globals";
import { outputDigest } from "../src/index.js";
import { SmallSource, startSmall } from "./small-source.js";

/** The digest of an account whose one record is of the eve of a day. */
async function digestOn(now: string | undefined, updatedAt: string) {
  const fake = await startSmall([{ id: 1, updatedAt }]);
  try {
    return await outputDigest(() => new SmallSource(), now === undefined ? fake : { ...fake, now });
  } finally {
    await fake.api.close();
  }
}

test("an account that is dated relative to its day has one digest on all days", async () => {
  const first = await digestOn("2026-02-01T00:00:00.000Z", "2026-01-31T23:30:00Z");
  expect(await digestOn("2028-03-01T00:00:00.000Z", "2028-02-29T23:30:00Z")).toEqual(first);
  expect(await digestOn("2028-03-01T00:00:00.000Z", "2028-02-28T23:30:00Z")).not.toEqual(first);
  expect(first.full_refresh["labels"]?.records).toBe(1);
});

test("the dates of any other account are part of its digest", async () => {
  const first = await digestOn(undefined, "2026-01-31T23:30:00Z");
  expect(await digestOn(undefined, "2026-01-31T23:30:00Z")).toEqual(first);
  expect(await digestOn(undefined, "2026-02-01T23:30:00Z")).not.toEqual(first);
});
