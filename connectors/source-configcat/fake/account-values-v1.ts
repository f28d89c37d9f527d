import type { JsonObject, JsonValue } from "@sluice/core";
import { variedValue } from "./account-settings.js";
import type { Config, Environment, Setting } from "./account-types.js";
import {
  described,
  envelope,
  flagLimitations,
  integrationLinks,
  lastEdit,
  settingTags,
  targeting,
} from "./account-values.js";

/** What `/v1/configs/…/environments/…/values` answers for a v1 config; `segmentIds` are the product's. */
export function valuesV1(config: Config, environment: Environment, segmentIds: readonly string[]): JsonObject {
  const settingValues = config.settings.map((setting) => {
    const number = setting.index + environment.position;
    return {
      setting: described(setting),
      ...lastEdit(setting, environment),
      integrationLinks: integrationLinks(setting),
      settingTags: settingTags(setting),
      rolloutRules: rules(setting, environment, segmentIds),
      rolloutPercentageItems: percentages(setting, environment),
      value: variedValue(setting, number),
    };
  });
  return { ...envelope(config, environment), settingValues, featureFlagLimitations: flagLimitations };
}

/** Rules by an attribute, and by a segment where the product has one. */
function rules(setting: Setting, environment: Environment, segmentIds: readonly string[]): JsonValue[] {
  if (targeting(setting, environment) !== "rules") return [];
  const byAttribute = {
    comparisonAttribute: "Email",
    comparator: environment.position === 0 ? "contains" : "sensitiveIsOneOf",
    comparisonValue: environment.position === 0 ? "@example.com" : "3f1b,77ac",
    value: variedValue(setting, 2),
    segmentComparator: null,
    segmentId: null,
  };
  const [segmentId] = segmentIds;
  if (segmentId === undefined) return [byAttribute];
  const bySegment = {
    comparisonAttribute: null,
    comparator: null,
    comparisonValue: null,
    value: variedValue(setting, 3),
    segmentComparator: "isNotIn",
    segmentId,
  };
  return [byAttribute, bySegment];
}

function percentages(setting: Setting, environment: Environment): JsonValue[] {
  if (targeting(setting, environment) !== "percentages") return [];
  return [30, 70].map((percentage, number) => ({ percentage, value: variedValue(setting, number + 1) }));
}
