import { flag, integer, key, path, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const organizationInvitation = record({
  invitationId: key(text),
  organizationId: refers(key(text), "organizations"),
  email: text,
  productId: refers(text, "products"),
  productName: text,
  permissionGroupId: refers(integer, "permission_groups"),
  createdAt: timestamp,
  expired: flag,
  expires: timestamp,
});

export class OrganizationInvitations extends ConfigCatStream<typeof organizationInvitation> {
  readonly name = "organization_invitations";
  readonly description = "Pending invitations to each organization; those accepted, rejected or revoked vanish.";
  readonly schema = organizationInvitation;
  readonly primaryKey = ["invitationId"];
  protected override readonly inject = ["organizationId"];

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/invitations`;
  }
}
