import { integer, key, path, record, type Slice, text } from "@sluice/core";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const config = record({
  configId: key(text),
  product: productObject,
  name: text,
  description: text,
  order: integer,
  migratedConfigId: text.describe(
    "By its name the other config of a pair migrated from v1 to v2; ConfigCat does not say.",
  ),
  evaluationVersion: text.describe("v1 or v2: which of setting_values and setting_values_v2 has the config's values."),
});

export class Configs extends ConfigCatStream<typeof config> {
  readonly name = "configs";
  readonly description = "Configs of each product.";
  readonly schema = config;
  readonly primaryKey = ["configId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/configs`;
  }
}
