import { key, list, path, type Query, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { accountObject, organizationObject, stamps, traits } from "../shapes.js";
import { VitallyStream } from "../stream.js";
import { CustomObjects } from "./custom-objects.js";

export const customObjectInstance = record({
  customObjectId: refers(key(text), "custom_objects"),
  id: key(text),
  ...stamps,
  name: text,
  externalId: text,
  createdByVitallyUserId: refers(text.describe("An admin."), "admins"),
  ownedByVitallyUserId: refers(text.describe("An admin."), "admins"),
  customerId: refers(text.describe("An account."), "accounts"),
  customer: accountObject,
  customers: list(accountObject),
  organizationId: refers(text, "organizations"),
  organization: organizationObject,
  traits,
  archivedAt: timestamp,
});

export class CustomObjectInstances extends VitallyStream<typeof customObjectInstance> {
  readonly name = "custom_object_instances";
  readonly description = "Instances of each custom object, with whole accounts inside.";
  readonly schema = customObjectInstance;
  protected override readonly inject = ["customObjectId"];
  protected override readonly distinct = true;
  /** A custom object may be deleted between the list and this. */
  protected override readonly skipSliceOn = [404];

  protected override slices() {
    const states = this.archiveStates();
    return this.each(CustomObjects, ({ id }) => states.map((archived) => ({ customObjectId: id, archived })));
  }

  protected override query(slice: Slice): Query {
    return { ...super.query(slice), archived: slice["archived"] };
  }

  protected path({ customObjectId }: Slice) {
    return path`resources/customObjects/${customObjectId}/instances`;
  }
}
