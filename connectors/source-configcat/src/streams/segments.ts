import { integer, key, path, record, type Slice, text } from "@sluice/core";
import { segmentFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const segment = record({
  segmentId: key(text),
  ...segmentFields,
  usage: integer.describe("How many settings use it."),
});

export class Segments extends ConfigCatStream<typeof segment> {
  readonly name = "segments";
  readonly description = "Segments of each product, without their rule.";
  readonly schema = segment;
  readonly primaryKey = ["segmentId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/segments`;
  }
}
