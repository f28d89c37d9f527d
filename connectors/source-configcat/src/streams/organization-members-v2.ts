import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { memberFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

/** The three lists of a reply and the name of a row of each. */
const memberTypes = { admins: "admin", billingManagers: "billingManager", members: "member" };

/** A user may be in several lists, so the type is part of the key. */
export class OrganizationMembersV2 extends ConfigCatStream {
  readonly name = "organization_members_v2";
  readonly description =
    "Admins, billing managers and members of each organization, as far as the credential's user may see them.";
  readonly schema = s.record({
    organizationId: s.refers(s.key(s.string), "organizations"),
    memberType: s.key(s.string).describe("admin, billingManager or member: the list that the user is in."),
    userId: s.key(s.string),
    ...memberFields,
    permissions: s
      .array(
        s.object({
          product: s.object({ productId: s.refers(s.string, "products"), name: s.string }),
          permissionGroup: s.object({ permissionGroupId: s.refers(s.integer, "permission_groups"), name: s.string }),
        }),
      )
      .describe("Only where memberType is member."),
  });
  readonly primaryKey = ["organizationId", "memberType", "userId"];
  override readonly addParentFields = ["organizationId"];

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v2/organizations/${organizationId}/members`;
  }

  override records(body: JsonValue) {
    return Object.entries(memberTypes).flatMap(([list, memberType]) =>
      listAt(body, list).map((member) => ({ memberType, ...member })),
    );
  }
}
