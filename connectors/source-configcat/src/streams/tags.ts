import { path, type Slice, s } from "@sluice/core";
import { tagFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Tags extends ConfigCatStream {
  readonly name = "tags";
  readonly description = "Tags of each product.";
  readonly schema = s.record({ tagId: s.key(s.integer), ...tagFields });
  readonly primaryKey = ["tagId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/tags`;
  }
}
