/** Shapes that several streams share, each said once. */
import { flag, integer, json, list, number, object, refers, text, timestamp } from "@sluice/core";

export const organizationObject = refers(object({ organizationId: text, name: text }), "organizations");

/** All of a product but its id, which is a key in `products` and a plain field elsewhere. */
export const productFields = {
  organization: organizationObject,
  name: text,
  description: text,
  order: integer.describe("Position on the dashboard."),
  reasonRequired: flag,
  approveRequired: flag,
};

/** The product inside tags, environments, configs, segments, permission groups and integrations. */
export const productObject = refers(object({ productId: text, ...productFields }), "products");

/** All of a tag but its id. */
export const tagFields = {
  product: productObject,
  name: text,
  color: text.describe("An HTML colour, or panther, whale, salmon, lizard, canary or koala."),
};

/** All of a member of an organization but the id. */
export const memberFields = { fullName: text, email: text, twoFactorEnabled: flag };

/** A value in one of four types; the key that fits the setting's type is set, the others are null. */
const typedValue = { boolValue: flag, stringValue: text, intValue: integer, doubleValue: number };

/** All of a predefined variation but its id. */
export const variationFields = { name: text, hint: text, value: object(typedValue) };

const variations = list(object({ predefinedVariationId: text, ...variationFields }));

/** What a setting tells of itself wherever it appears. */
const settingBasics = {
  key: text,
  name: text,
  hint: text,
  order: integer,
  settingType: text.describe("boolean, string, int or double."),
  isJson: flag,
  createdAt: timestamp,
};

/** All of a setting but its id, as settings and tag_settings list it. */
export const settingFields = {
  ...settingBasics,
  configId: refers(text, "configs"),
  configName: text,
  tags: list(refers(object({ tagId: integer, ...tagFields }), "tags")),
  predefinedVariations: variations,
};

const valueSetting = {
  settingId: refers(integer, "settings"),
  ...settingBasics,
  creatorEmail: text,
  creatorFullName: text,
  isWatching: flag.describe("Whether the credential's user watches the setting."),
};

/** What a setting's value has in both evaluation versions. */
const valueFields = {
  updatedAt: timestamp.describe("Null if the value was never changed."),
  lastUpdaterUserEmail: text,
  lastUpdaterUserFullName: text,
  settingTags: list(object({ settingTagId: integer, tagId: refers(integer, "tags"), name: text, color: text })),
  integrationLinks: list(
    object({ key: text, description: text, integrationLinkType: text.describe("trello, jira or monday."), url: text }),
  ),
};

const anyValue = json.describe("A boolean, a text or a number, by the setting's type.");

/** A setting's value in one environment of a v1 config, without the ids. */
export const settingValueFields = {
  setting: object(valueSetting),
  value: anyValue,
  rolloutRules: list(
    object({
      comparisonAttribute: text,
      comparator: text,
      comparisonValue: text,
      value: anyValue,
      segmentComparator: text.describe("isIn or isNotIn; null in a rule that compares an attribute."),
      segmentId: refers(text, "segments"),
    }),
  ).describe("In the order of evaluation."),
  rolloutPercentageItems: list(object({ percentage: integer, value: anyValue })),
  ...valueFields,
};

const typedValueObject = object({ ...typedValue, predefinedVariationId: text });

const condition = object({
  userCondition: object({
    comparisonAttribute: text,
    comparator: text,
    comparisonValue: object({
      stringValue: text,
      doubleValue: number,
      listValue: list(object({ value: text, hint: text })),
    }),
  }),
  segmentCondition: object({ segmentId: refers(text, "segments"), comparator: text.describe("isIn or isNotIn.") }),
  prerequisiteFlagCondition: object({
    prerequisiteSettingId: refers(integer, "settings"),
    comparator: text.describe("equals or doesNotEqual."),
    prerequisiteComparisonValue: typedValueObject,
  }),
});

/** A setting's value in one environment of a v2 config, without the ids. */
export const settingFormulaFields = {
  setting: object({ ...valueSetting, predefinedVariations: variations }),
  lastVersionId: text.describe("Another one after each edit."),
  defaultValue: typedValueObject,
  targetingRules: list(
    object({
      conditions: list(condition).describe("All must hold. Each has one of its three kinds set."),
      percentageOptions: list(object({ percentage: integer, value: typedValueObject })),
      value: typedValueObject,
    }),
  ).describe("In the order of evaluation."),
  percentageEvaluationAttribute: text.describe("Null stands for the user's identifier."),
  settingIdsWherePrerequisite: list(refers(integer, "settings")),
  changeRequestCount: integer,
  ...valueFields,
};

/** All of a segment but its id, as both the list and the detail tell it. */
export const segmentFields = {
  product: productObject,
  name: text,
  description: text,
  creatorEmail: text,
  creatorFullName: text,
  createdAt: timestamp,
  lastUpdaterEmail: text,
  lastUpdaterFullName: text,
  updatedAt: timestamp,
};
