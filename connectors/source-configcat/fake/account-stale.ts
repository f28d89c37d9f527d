import type { JsonObject } from "@sluice/core";
import { DAY_MS, NOW } from "./account-ids.js";
import { hasCodeReferences } from "./account-references.js";
import type { Environment, Product, Setting } from "./account-types.js";
import { isWatching, lastEdit, settingTagId } from "./account-values.js";

/** The query parameters of the report of stale flags. */
export interface StaleFilter {
  readonly scope: "all" | "watchedByMe";
  readonly ageDays: number;
  readonly inEnvironments: "staleInAnyEnvironments" | "staleInAllEnvironments";
  readonly ignoredEnvironmentIds: readonly string[];
  readonly ignoredTagIds: readonly string[];
}

/** What applies where a request has no such parameter. ConfigCat takes the user's own settings; these are the fake user's. */
export const STALE_DEFAULTS: StaleFilter = {
  scope: "all",
  ageDays: 30,
  inEnvironments: "staleInAnyEnvironments",
  ignoredEnvironmentIds: [],
  ignoredTagIds: [],
};

/** What `/v1/products/…/staleflags` answers. Configs without a stale flag are left out. */
export function staleFlagsOf(product: Product, filter: StaleFilter): JsonObject {
  const environments = product.environments.filter(({ id }) => !filter.ignoredEnvironmentIds.includes(id));
  const configs = product.configs.map((config) => {
    const settings = config.settings
      .map((setting) => row(setting, environments, filter))
      .filter((one) => one !== undefined);
    const hasReferences = config.settings.some(hasCodeReferences);
    const { id, name, version } = config;
    return { configId: id, name, evaluationVersion: version, hasCodeReferences: hasReferences, settings };
  });
  return {
    productId: product.id,
    name: product.name,
    configs: configs.filter(({ settings }) => settings.length > 0),
    environments: environments.map(({ id, name }) => ({ environmentId: id, name })),
  };
}

function row(setting: Setting, environments: readonly Environment[], filter: StaleFilter): JsonObject | undefined {
  if (filter.scope === "watchedByMe" && !isWatching(setting)) return undefined;
  if (setting.tags.some(({ id }) => filter.ignoredTagIds.includes(String(id)))) return undefined;
  const settingValues = environments.map((environment) => {
    const { updatedAt = null } = lastEdit(setting, environment);
    return { environmentId: environment.id, updatedAt, isStale: isOlder(updatedAt, filter.ageDays) };
  });
  const stale = settingValues.filter(({ isStale }) => isStale).length;
  const enough = filter.inEnvironments === "staleInAllEnvironments" ? environments.length : 1;
  if (stale === 0 || stale < enough) return undefined;
  const { key, core, tags } = setting;
  return {
    settingId: setting.id,
    name: core["name"] ?? null,
    key,
    hint: core["hint"] ?? null,
    hasCodeReferences: hasCodeReferences(setting),
    tags: tags.map(({ id }) => ({ tagId: id, settingTagId: settingTagId(setting) })),
    settingValues,
  };
}

/** A value that was never changed is not called stale. */
function isOlder(updatedAt: unknown, days: number): boolean {
  return typeof updatedAt === "string" && Date.parse(updatedAt) < Date.parse(NOW) - days * DAY_MS;
}
