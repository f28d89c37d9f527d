import { path, type Slice, s } from "@sluice/core";
import { memberFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export class OrganizationMembers extends ConfigCatStream {
  readonly name = "organization_members";
  readonly description =
    "Members of each organization, from an endpoint that ConfigCat has deprecated; organization_members_v2 has their roles too.";
  readonly schema = s.record({
    organizationId: s.refers(s.key(s.string), "organizations"),
    userId: s.key(s.string),
    ...memberFields,
  });
  readonly primaryKey = ["organizationId", "userId"];
  override readonly addParentFields = ["organizationId"];

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/members`;
  }
}
