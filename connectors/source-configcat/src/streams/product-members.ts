import { integer, key, path, record, refers, type Slice, text } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const productMember = record({
  productId: refers(key(text), "products"),
  userId: key(text),
  permissionGroupId: refers(integer, "permission_groups"),
  fullName: text,
  email: text,
});

export class ProductMembers extends ConfigCatStream<typeof productMember> {
  readonly name = "product_members";
  readonly description = "Members of each product and their permission group.";
  readonly schema = productMember;
  readonly primaryKey = ["productId", "userId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/members`;
  }
}
