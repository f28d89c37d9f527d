import { flag, integer, key, path, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const productInvitation = record({
  invitationId: key(text),
  productId: refers(key(text), "products"),
  email: text,
  permissionGroupId: refers(integer, "permission_groups"),
  createdAt: timestamp,
  expired: flag,
});

export class ProductInvitations extends ConfigCatStream<typeof productInvitation> {
  readonly name = "product_invitations";
  readonly description = "Pending invitations to each product; those accepted, rejected or revoked vanish.";
  readonly schema = productInvitation;
  readonly primaryKey = ["invitationId"];
  protected override readonly inject = ["productId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/invitations`;
  }
}
