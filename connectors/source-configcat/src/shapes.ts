/** Shapes that several streams share, each defined once. */
import { s } from "@sluice/core";

export const organizationObject = s.refers(s.object({ organizationId: s.string, name: s.string }), "organizations");

/** All of a product but its id, which is a key in `products` and a plain field elsewhere. */
export const productFields = {
  organization: organizationObject,
  name: s.string,
  description: s.string,
  order: s.integer.describe("Position on the dashboard."),
  reasonRequired: s.boolean,
  approveRequired: s.boolean,
};

/** The product inside tags, environments, configs, segments, permission groups and integrations. */
export const productObject = s.refers(s.object({ productId: s.string, ...productFields }), "products");

/** The fields of an environment itself, wherever it appears. */
export const environmentFields = {
  name: s.string,
  color: s.string,
  description: s.string,
  order: s.integer,
  reasonRequired: s.boolean,
  approveRequired: s.boolean,
};

/** All of a tag but its id. */
export const tagFields = {
  product: productObject,
  name: s.string,
  color: s.string.describe("An HTML colour, or panther, whale, salmon, lizard, canary or koala."),
};

/** All of a member of an organization but the id. */
export const memberFields = { fullName: s.string, email: s.string, twoFactorEnabled: s.boolean };

/** A value in one of four types; the key that fits the setting's type is set, the others are null. */
const typedValue = { boolValue: s.boolean, stringValue: s.string, intValue: s.integer, doubleValue: s.number };

/** All of a predefined variation but its id. */
export const variationFields = { name: s.string, hint: s.string, value: s.object(typedValue) };

const variations = s.array(s.object({ predefinedVariationId: s.string, ...variationFields }));

/** The fields that a setting has wherever it appears. */
const settingBasics = {
  key: s.string,
  name: s.string,
  hint: s.string,
  order: s.integer,
  settingType: s.string.describe("boolean, string, int or double."),
  isJson: s.boolean,
  createdAt: s.timestamp,
};

/** All of a setting but its id, as settings and tag_settings list it. */
export const settingFields = {
  ...settingBasics,
  configId: s.refers(s.string, "configs"),
  configName: s.string,
  tags: s.array(s.refers(s.object({ tagId: s.integer, ...tagFields }), "tags")),
  predefinedVariations: variations,
};

const valueSetting = {
  settingId: s.refers(s.integer, "settings"),
  ...settingBasics,
  creatorEmail: s.string,
  creatorFullName: s.string,
  isWatching: s.boolean.describe("Whether the credential's user watches the setting."),
};

/** The fields that a setting's value has in both evaluation versions. */
const valueFields = {
  updatedAt: s.timestamp.describe("Null if the value was never changed."),
  lastUpdaterUserEmail: s.string,
  lastUpdaterUserFullName: s.string,
  settingTags: s.array(
    s.object({ settingTagId: s.integer, tagId: s.refers(s.integer, "tags"), name: s.string, color: s.string }),
  ),
  integrationLinks: s.array(
    s.object({
      key: s.string,
      description: s.string,
      integrationLinkType: s.string.describe("trello, jira or monday."),
      url: s.string,
    }),
  ),
};

const anyValue = s.json.describe("A boolean, a text or a number, by the setting's type.");

/** A setting's value in one environment of a v1 config, without the ids. */
export const settingValueFields = {
  setting: s.object(valueSetting),
  value: anyValue,
  rolloutRules: s
    .array(
      s.object({
        comparisonAttribute: s.string,
        comparator: s.string,
        comparisonValue: s.string,
        value: anyValue,
        segmentComparator: s.string.describe("isIn or isNotIn; null in a rule that compares an attribute."),
        segmentId: s.refers(s.string, "segments"),
      }),
    )
    .describe("In the order of evaluation."),
  rolloutPercentageItems: s.array(s.object({ percentage: s.integer, value: anyValue })),
  ...valueFields,
};

const typedValueObject = s.object({ ...typedValue, predefinedVariationId: s.string });

const condition = s.object({
  userCondition: s.object({
    comparisonAttribute: s.string,
    comparator: s.string,
    comparisonValue: s.object({
      stringValue: s.string,
      doubleValue: s.number,
      listValue: s.array(s.object({ value: s.string, hint: s.string })),
    }),
  }),
  segmentCondition: s.object({
    segmentId: s.refers(s.string, "segments"),
    comparator: s.string.describe("isIn or isNotIn."),
  }),
  prerequisiteFlagCondition: s.object({
    prerequisiteSettingId: s.refers(s.integer, "settings"),
    comparator: s.string.describe("equals or doesNotEqual."),
    prerequisiteComparisonValue: typedValueObject,
  }),
});

/** A setting's value in one environment of a v2 config, without the ids. */
export const settingFormulaFields = {
  setting: s.object({ ...valueSetting, predefinedVariations: variations }),
  lastVersionId: s.string.describe("Changes with each edit."),
  defaultValue: typedValueObject,
  targetingRules: s
    .array(
      s.object({
        conditions: s.array(condition).describe("All must hold. Each has one of its three kinds set."),
        percentageOptions: s.array(s.object({ percentage: s.integer, value: typedValueObject })),
        value: typedValueObject,
      }),
    )
    .describe("In the order of evaluation."),
  percentageEvaluationAttribute: s.string.describe("Null means the user's identifier."),
  settingIdsWherePrerequisite: s.array(s.refers(s.integer, "settings")),
  changeRequestCount: s.integer,
  ...valueFields,
};

/** All of a segment but its id, as both the list and the detail have it. */
export const segmentFields = {
  product: productObject,
  name: s.string,
  description: s.string,
  creatorEmail: s.string,
  creatorFullName: s.string,
  createdAt: s.timestamp,
  lastUpdaterEmail: s.string,
  lastUpdaterFullName: s.string,
  updatedAt: s.timestamp,
};
