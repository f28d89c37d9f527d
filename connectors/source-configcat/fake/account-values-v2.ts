import type { JsonObject, JsonValue } from "@sluice/core";
import { cycled, uuid } from "./account-ids.js";
import { typedValue, variedValue } from "./account-settings.js";
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

/** What the values of a product refer to. */
export interface ValueContext {
  readonly segmentIds: readonly string[];
  /** How many open change requests touch a setting's value in the environment. */
  readonly changeRequestCount: (setting: Setting) => number;
}

/** What `/v2/configs/…/environments/…/values` answers for a v2 config. */
export function valuesV2(config: Config, environment: Environment, context: ValueContext): JsonObject {
  const settingFormulas = config.settings.map((setting) => ({
    lastVersionId: uuid(`version ${setting.id} ${environment.id}`),
    defaultValue: value(setting, setting.index + environment.position),
    targetingRules: targetingRules(setting, environment, { config, ...context }),
    setting: { ...described(setting), predefinedVariations: setting.variations.map(({ record }) => record) },
    ...lastEdit(setting, environment),
    percentageEvaluationAttribute: setting.index % 8 === 2 ? "CompanyId" : null,
    integrationLinks: integrationLinks(setting),
    settingTags: settingTags(setting),
    settingIdsWherePrerequisite: dependents(setting, environment, config),
    changeRequestCount: context.changeRequestCount(setting),
  }));
  return {
    ...envelope(config, environment),
    settingFormulas,
    featureFlagLimitations: flagLimitations,
    approveRequired: environment.approveRequired,
    canBypassApproval: true,
    reasonRequired: environment.reasonRequired,
  };
}

/** A value of v2, from the predefined ones where there are such. */
function value(setting: Setting, number: number): JsonObject {
  const [first, ...others] = setting.variations;
  if (first === undefined) {
    return { ...typedValue(variedValue(setting, number), setting.type), predefinedVariationId: null };
  }
  const variation = cycled([first, ...others], number);
  return { ...typedValue(variation.value, setting.type), predefinedVariationId: variation.id };
}

interface Rules extends ValueContext {
  readonly config: Config;
}

function targetingRules(setting: Setting, environment: Environment, rules: Rules): JsonValue[] {
  const percentageOptions = [15, 85].map((percentage, number) => ({ percentage, value: value(setting, number + 1) }));
  const kind = targeting(setting, environment);
  if (kind === "none") return [];
  if (kind === "percentages") return [{ conditions: [], percentageOptions, value: null }];
  const conditions = [...userConditions(environment), ...otherConditions(setting, environment, rules)];
  return [
    { conditions, percentageOptions: [], value: value(setting, 2) },
    { conditions: conditions.slice(0, 1), percentageOptions, value: null },
  ];
}

/** One list, one text and one number to compare with. */
function userConditions({ position }: Environment): JsonValue[] {
  const list = comparison("Email", position === 0 ? "textEndsWithAnyOf" : "sensitiveTextEndsWithAnyOf", {
    listValue: [
      { value: "@example.com", hint: "Our own staff" },
      { value: "@例え.example", hint: null },
    ],
  });
  const text = comparison("AppVersion", "semVerGreaterOrEquals", { stringValue: "2.4.0" });
  const number = comparison("Age", "numberGreater", { doubleValue: 17.5 });
  return [list, text, number].slice(0, 3 - position);
}

function comparison(comparisonAttribute: string, comparator: string, comparisonValue: JsonObject): JsonObject {
  const value = { stringValue: null, doubleValue: null, listValue: null, ...comparisonValue };
  return {
    userCondition: { comparisonAttribute, comparator, comparisonValue: value },
    segmentCondition: null,
    prerequisiteFlagCondition: null,
  };
}

function otherConditions(setting: Setting, environment: Environment, { config, segmentIds }: Rules): JsonValue[] {
  const bySegment = segmentIds.map((segmentId) => ({
    userCondition: null,
    segmentCondition: { segmentId, comparator: "isIn" },
    prerequisiteFlagCondition: null,
  }));
  const prerequisite = prerequisiteOf(setting, environment, config);
  if (prerequisite === undefined) return bySegment;
  const prerequisiteFlagCondition = {
    prerequisiteSettingId: prerequisite.id,
    comparator: "equals",
    prerequisiteComparisonValue: value(prerequisite, 1),
  };
  return [...bySegment, { userCondition: null, segmentCondition: null, prerequisiteFlagCondition }];
}

/** Settings with conditions ask for the config's first flag, save that flag itself. */
function prerequisiteOf(setting: Setting, environment: Environment, { settings }: Config): Setting | undefined {
  const first = settings.find(({ type }) => type === "boolean");
  return targeting(setting, environment) === "rules" && first !== setting ? first : undefined;
}

function dependents(setting: Setting, environment: Environment, config: Config): number[] {
  return config.settings.filter((other) => prerequisiteOf(other, environment, config) === setting).map(({ id }) => id);
}
