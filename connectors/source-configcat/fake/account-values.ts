import type { JsonObject, JsonValue } from "@sluice/core";
import { before, cycled, DAY_MS, hex, NOW } from "./account-ids.js";
import { editors } from "./account-people.js";
import type { Config, Environment, Setting } from "./account-types.js";

/** What a plan allows for one flag; `maxPredefinedVariations` belongs to the organization's own list only. */
export const flagLimitations: JsonObject = {
  maxPercentageOptionCount: 8,
  maxTargetingRuleCount: 8,
  maxComparisonValueLength: 65_535,
  maxComparisonValueListLength: 1000,
  maxComparisonValueListItemLength: 255,
  maxStringFlagValueLength: 65_535,
  maxConditionPerTargetingRuleCount: 8,
};

/**
 * Days since the last change of a value; null is a value that was never changed. None is between 10 and 80, so that
 * reports of stale flags with any limit in between agree.
 */
const AGES = [2, 10, null, 80, 270, 450, 3.5] as const;

/** When a value was changed and by whom. */
export function lastEdit(setting: Setting, environment: Environment): JsonObject {
  const age = cycled(AGES, setting.index * 2 + environment.position);
  if (age === null) return { updatedAt: null, lastUpdaterUserEmail: null, lastUpdaterUserFullName: null };
  const { email, fullName } = cycled(editors, setting.index + environment.position);
  const updatedAt = before(NOW, age * DAY_MS + setting.index * 61_007);
  return { updatedAt, lastUpdaterUserEmail: email, lastUpdaterUserFullName: fullName };
}

/** How a value is decided in an environment; a value that was never changed has neither rules nor percentages. */
export function targeting(setting: Setting, environment: Environment): "rules" | "percentages" | "none" {
  const place = setting.index % 4;
  if (lastEdit(setting, environment)["updatedAt"] === null || place === 0 || place === 3) return "none";
  return place === 1 ? "rules" : "percentages";
}

/** True for the settings that the credential's user watches. */
export function isWatching(setting: Setting): boolean {
  return setting.index % 4 === 0;
}

/** The setting as values describe it: without the config, but with its creator. */
export function described(setting: Setting): JsonObject {
  const isKnown = setting.index % 7 !== 3;
  const { email, fullName } = cycled(editors, setting.index);
  return {
    ...setting.core,
    creatorEmail: isKnown ? email : null,
    creatorFullName: isKnown ? fullName : null,
    isWatching: isWatching(setting),
  };
}

export function integrationLinks(setting: Setting): JsonValue[] {
  if (setting.index % 10 !== 4) return [];
  const key = `SHOP-${100 + setting.index}`;
  const jira = { key, description: `Roll-out of ${setting.key}`, integrationLinkType: "jira" };
  const trello = { key: hex(key, 8), description: null, integrationLinkType: "trello", url: null };
  return [{ ...jira, url: `https://tracker.example.com/browse/${key}` }, trello];
}

/** How a setting carries its tags inside values; the link between the two has an id of its own. */
export function settingTags(setting: Setting): JsonValue[] {
  return setting.tags.map(({ id, name, color }) => ({ settingTagId: settingTagId(setting), tagId: id, name, color }));
}

export function settingTagId(setting: Setting): number {
  return 9001 + setting.index;
}

/** What values of both versions say about where they belong. Ada may change everything but the last environment. */
export function envelope(config: Config, environment: Environment): JsonObject {
  return { config: config.record, environment: environment.record, readOnly: environment.position === 2 };
}
