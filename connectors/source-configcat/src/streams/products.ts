import { type JsonValue, listAt, s, valueAt } from "@sluice/core";
import { productFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";

export class Products extends ConfigCatStream {
  readonly name = "products";
  readonly description = "Products of all organizations.";
  readonly schema = s.record({
    productId: s.key(s.string),
    organizationId: s.refers(s.string.describe("Taken from organization, for joins."), "organizations"),
    ...productFields,
  });
  readonly primaryKey = ["productId"];

  path() {
    return "v1/products";
  }

  override records(body: JsonValue) {
    return listAt(body, "").map((product) => ({
      ...product,
      organizationId: valueAt(product, "organization.organizationId") ?? null,
    }));
  }
}
