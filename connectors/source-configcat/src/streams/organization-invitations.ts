import { flag, integer, key, path, record, type Slice, text, timestamp } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const organizationInvitation = record({
  invitationId: key(text),
  organizationId: key(text),
  email: text,
  productId: text,
  productName: text,
  permissionGroupId: integer,
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
