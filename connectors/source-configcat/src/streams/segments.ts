import { path, type Slice, s } from "@sluice/core";
import { segmentFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Segments extends ConfigCatStream {
  readonly name = "segments";
  readonly description = "Segments of each product, without their rule.";
  readonly schema = s.record({
    segmentId: s.key(s.string),
    ...segmentFields,
    usage: s.integer.describe("How many settings use it."),
  });
  readonly primaryKey = ["segmentId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/segments`;
  }
}
