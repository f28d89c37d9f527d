import { flag, integer, key, path, record, type Slice, text } from "@sluice/core";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const environment = record({
  environmentId: key(text),
  product: productObject,
  name: text,
  color: text,
  description: text,
  order: integer,
  reasonRequired: flag,
  approveRequired: flag,
});

export class Environments extends ConfigCatStream<typeof environment> {
  readonly name = "environments";
  readonly description = "Environments of each product.";
  readonly schema = environment;
  readonly primaryKey = ["environmentId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/environments`;
  }
}
