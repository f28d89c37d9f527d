import {
  integer,
  type JsonValue,
  key,
  list,
  listAt,
  object,
  path,
  record,
  refers,
  type Slice,
  text,
} from "@sluice/core";
import { memberFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const organizationMemberV2 = record({
  organizationId: refers(key(text), "organizations"),
  memberType: key(text).describe("admin, billingManager or member: the list in which the person stands."),
  userId: key(text),
  ...memberFields,
  permissions: list(
    object({
      product: object({ productId: refers(text, "products"), name: text }),
      permissionGroup: object({ permissionGroupId: refers(integer, "permission_groups"), name: text }),
    }),
  ).describe("Only where memberType is member."),
});

/** The three lists of a reply and what a row of each is called. */
const memberTypes = { admins: "admin", billingManagers: "billingManager", members: "member" };

/** A person may stand in several lists, hence the type is part of the key. */
export class OrganizationMembersV2 extends ConfigCatStream<typeof organizationMemberV2> {
  readonly name = "organization_members_v2";
  readonly description =
    "Admins, billing managers and members of each organization, as far as the credential's user may see them.";
  readonly schema = organizationMemberV2;
  readonly primaryKey = ["organizationId", "memberType", "userId"];
  protected override readonly inject = ["organizationId"];

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v2/organizations/${organizationId}/members`;
  }

  protected override records(body: JsonValue) {
    return Object.entries(memberTypes).flatMap(([list, memberType]) =>
      listAt(body, list).map((member) => ({ memberType, ...member })),
    );
  }
}
