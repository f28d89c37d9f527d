import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startConfigCat } from "../fake/index.js";
import { ConfigCat, type ProductRecord, Products } from "../src/index.js";

let fake: Awaited<ReturnType<typeof startConfigCat>>;
beforeAll(async () => {
  fake = await startConfigCat();
});
afterAll(() => fake.api.close());

test("a program gets the products as typed objects, all of them", async () => {
  const products: ProductRecord[] = [];
  for await (const each of new ConfigCat().records(Products, fake.config)) products.push(each);
  expect(products).toEqual(fake.expected.get("products"));
});
