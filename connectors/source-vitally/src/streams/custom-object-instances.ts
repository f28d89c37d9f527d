import { path, type Query, type Slice, s, when } from "@sluice/core";
import { accountObject, organizationObject, stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";
import { CustomObjects } from "./custom-objects.js";

export class CustomObjectInstances extends VitallyStream {
  readonly name = "custom_object_instances";
  readonly description = "Instances of each custom object, with whole accounts inside.";
  readonly schema = s.record({
    customObjectId: s.refers(s.key(s.string), "custom_objects"),
    id: s.key(s.string),
    ...stamps,
    name: s.string,
    externalId: s.string,
    createdByVitallyUserId: s.refers(s.string.describe("An admin."), "admins"),
    ownedByVitallyUserId: s.refers(s.string.describe("An admin."), "admins"),
    customerId: s.refers(s.string.describe("An account."), "accounts"),
    customer: accountObject,
    customers: s.array(accountObject),
    organizationId: s.refers(s.string, "organizations"),
    organization: organizationObject,
    traits,
    archivedAt: s.timestamp,
  });
  override readonly addParentFields = ["customObjectId"];
  override readonly dedupe = true;
  override readonly errors = [when({ status: 404 }).skip("It may have been deleted since the list was read.")];

  override slices() {
    const states = this.archiveStates();
    return this.each(CustomObjects, ({ id }) => states.map((archived) => ({ customObjectId: id, archived })));
  }

  override query(slice: Slice): Query {
    return { ...super.query(slice), archived: slice["archived"] };
  }

  path({ customObjectId }: Slice) {
    return path`resources/customObjects/${customObjectId}/instances`;
  }
}
