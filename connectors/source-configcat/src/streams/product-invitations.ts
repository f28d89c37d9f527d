import { path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class ProductInvitations extends ConfigCatStream {
  readonly name = "product_invitations";
  readonly description = "Pending invitations to each product; those accepted, rejected or revoked vanish.";
  readonly schema = s.record({
    invitationId: s.key(s.string),
    productId: s.refers(s.key(s.string), "products"),
    email: s.string,
    permissionGroupId: s.refers(s.integer, "permission_groups"),
    createdAt: s.timestamp,
    expired: s.boolean,
  });
  readonly primaryKey = ["invitationId"];
  override readonly addParentFields = ["productId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/invitations`;
  }
}
