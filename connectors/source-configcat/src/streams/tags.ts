import { integer, key, path, record, type Slice } from "@sluice/core";
import { tagFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const tag = record({ tagId: key(integer), ...tagFields });

export class Tags extends ConfigCatStream<typeof tag> {
  readonly name = "tags";
  readonly description = "Tags of each product.";
  readonly schema = tag;
  readonly primaryKey = ["tagId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/tags`;
  }
}
