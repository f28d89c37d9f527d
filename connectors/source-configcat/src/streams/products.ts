import { type JsonValue, key, listAt, record, refers, text, valueAt } from "@sluice/core";
import { productFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";

export const product = record({
  productId: key(text),
  organizationId: refers(text.describe("Taken from organization, for joins."), "organizations"),
  ...productFields,
});

export class Products extends ConfigCatStream<typeof product> {
  readonly name = "products";
  readonly description = "Products of all organizations.";
  readonly schema = product;
  readonly primaryKey = ["productId"];

  protected path() {
    return "v1/products";
  }

  protected override records(body: JsonValue) {
    return listAt(body, "").map((product) => ({
      ...product,
      organizationId: valueAt(product, "organization.organizationId") ?? null,
    }));
  }
}
