import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startVitally } from "../fake/index.js";
import { type AccountRecord, Accounts, Vitally } from "../src/index.js";

let fake: Awaited<ReturnType<typeof startVitally>>;
beforeAll(async () => {
  fake = await startVitally();
});
afterAll(() => fake.api.close());

test("a program gets the accounts as typed objects, all of them", async () => {
  const accounts: AccountRecord[] = [];
  for await (const each of new Vitally().records(Accounts, fake.config)) accounts.push(each);
  expect(accounts).toEqual(fake.expected.get("accounts"));
});
