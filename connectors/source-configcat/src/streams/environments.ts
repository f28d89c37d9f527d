import { path, type Slice, s } from "@sluice/core";
import { environmentFields, productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Environments extends ConfigCatStream {
  readonly name = "environments";
  readonly description = "Environments of each product.";
  readonly schema = s.record({
    environmentId: s.key(s.string),
    product: productObject,
    ...environmentFields,
  });
  readonly primaryKey = ["environmentId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/environments`;
  }
}
