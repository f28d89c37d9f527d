import { key, path, record, refers, type Slice, text } from "@sluice/core";
import { memberFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const organizationMember = record({
  organizationId: refers(key(text), "organizations"),
  userId: key(text),
  ...memberFields,
});

export class OrganizationMembers extends ConfigCatStream<typeof organizationMember> {
  readonly name = "organization_members";
  readonly description =
    "Members of each organization, from an endpoint that ConfigCat has deprecated; organization_members_v2 has their roles too.";
  readonly schema = organizationMember;
  readonly primaryKey = ["organizationId", "userId"];
  protected override readonly inject = ["organizationId"];

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/members`;
  }
}
