import { path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export class OrganizationInvitations extends ConfigCatStream {
  readonly name = "organization_invitations";
  readonly description = "Pending invitations to each organization; those accepted, rejected or revoked vanish.";
  readonly schema = s.record({
    invitationId: s.key(s.string),
    organizationId: s.refers(s.key(s.string), "organizations"),
    email: s.string,
    productId: s.refers(s.string, "products"),
    productName: s.string,
    permissionGroupId: s.refers(s.integer, "permission_groups"),
    createdAt: s.timestamp,
    expired: s.boolean,
    expires: s.timestamp,
  });
  readonly primaryKey = ["invitationId"];
  override readonly addParentFields = ["organizationId"];

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/invitations`;
  }
}
