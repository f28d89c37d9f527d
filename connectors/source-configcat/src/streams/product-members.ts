import { path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class ProductMembers extends ConfigCatStream {
  readonly name = "product_members";
  readonly description = "Members of each product and their permission group.";
  readonly schema = s.record({
    productId: s.refers(s.key(s.string), "products"),
    userId: s.key(s.string),
    permissionGroupId: s.refers(s.integer, "permission_groups"),
    fullName: s.string,
    email: s.string,
  });
  readonly primaryKey = ["productId", "userId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/members`;
  }
}
