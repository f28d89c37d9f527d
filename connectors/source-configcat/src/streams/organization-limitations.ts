import { integer, key, path, record, refers, type Slice, text, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const organizationLimitations = record({
  organizationId: refers(key(text), "organizations"),
  maxPercentageOptionCount: integer,
  maxTargetingRuleCount: integer,
  maxComparisonValueLength: integer,
  maxComparisonValueListLength: integer,
  maxComparisonValueListItemLength: integer,
  maxStringFlagValueLength: integer,
  maxConditionPerTargetingRuleCount: integer,
  maxPredefinedVariations: integer,
});

export class OrganizationLimitations extends ConfigCatStream<typeof organizationLimitations> {
  readonly name = "organization_limitations";
  readonly description = "How many rules, options and characters each organization may use in its settings.";
  readonly schema = organizationLimitations;
  readonly primaryKey = ["organizationId"];
  protected override readonly inject = ["organizationId"];
  protected override readonly recordsAt = wholeBody;

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/organization-limitations`;
  }
}
