import { path, type Slice, s, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export class OrganizationLimitations extends ConfigCatStream {
  readonly name = "organization_limitations";
  readonly description = "How many rules, options and characters each organization may use in its settings.";
  readonly schema = s.record({
    organizationId: s.refers(s.key(s.string), "organizations"),
    maxPercentageOptionCount: s.integer,
    maxTargetingRuleCount: s.integer,
    maxComparisonValueLength: s.integer,
    maxComparisonValueListLength: s.integer,
    maxComparisonValueListItemLength: s.integer,
    maxStringFlagValueLength: s.integer,
    maxConditionPerTargetingRuleCount: s.integer,
    maxPredefinedVariations: s.integer,
  });
  readonly primaryKey = ["organizationId"];
  override readonly addParentFields = ["organizationId"];
  override readonly recordsAt = wholeBody;

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/organization-limitations`;
  }
}
