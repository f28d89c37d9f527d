import { path, type Slice, s } from "@sluice/core";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Configs extends ConfigCatStream {
  readonly name = "configs";
  readonly description = "Configs of each product.";
  readonly schema = s.record({
    configId: s.key(s.string),
    product: productObject,
    name: s.string,
    description: s.string,
    order: s.integer,
    migratedConfigId: s.string.describe(
      "Probably the other config of a pair that was migrated from v1 to v2; ConfigCat does not document it.",
    ),
    evaluationVersion: s.string.describe(
      "v1 or v2: which of setting_values and setting_values_v2 has the config's values.",
    ),
  });
  readonly primaryKey = ["configId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/configs`;
  }
}
