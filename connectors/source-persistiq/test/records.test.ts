import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startPersistIQ } from "../fake/index.js";
import { type LeadRecord, Leads, PersistIQ } from "../src/index.js";

let fake: Awaited<ReturnType<typeof startPersistIQ>>;
beforeAll(async () => {
  fake = await startPersistIQ();
});
afterAll(() => fake.api.close());

test("a program gets the leads as typed objects, all of them", async () => {
  const leads: LeadRecord[] = [];
  for await (const each of new PersistIQ().records(Leads, fake.config)) leads.push(each);
  expect(leads).toEqual(fake.expected.get("leads"));
});
