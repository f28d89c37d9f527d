import type { JsonObject, JsonValue } from "@sluice/core";
import type { ChangeRequest } from "./account-change-requests.js";
import { before, DAY_MS, hex, NOW, uuid } from "./account-ids.js";
import type { Config, Environment, Setting } from "./account-types.js";

/** True forevery fifth flag: it was found in code. */
export function hasCodeReferences(setting: Setting): boolean {
  return setting.index % 5 === 0;
}

/** Reports of scans; all flags that one scan has found share the report's id. Every tenth flag is in two repositories. */
export function codeReferencesOf(setting: Setting): readonly JsonObject[] {
  if (!hasCodeReferences(setting)) return [];
  return (setting.index % 10 === 0 ? ["shop", "apps"] : ["shop"]).map((repository) => report(setting, repository));
}

function report(setting: Setting, repository: string): JsonObject {
  const commitHash = hex(`commit ${repository}`, 40);
  const isShop = repository === "shop";
  return {
    branch: isShop ? "main" : "feature/größere-bilder",
    references: isShop ? [reference(setting, 12), reference(setting, 240)] : null,
    commitUrl: isShop ? `https://git.example.com/${repository}/commit/${commitHash}` : null,
    commitHash,
    syncedAt: before(NOW, (isShop ? 1 : 30) * DAY_MS),
    repository,
    codeReferenceId: uuid(`upload ${repository}`),
    uploader: isShop ? "ConfigCat CLI 2.3.1" : null,
  };
}

function reference({ key, index }: Setting, lineNumber: number): JsonValue {
  const line = (lineText: string | null, offset: number) => ({ lineText, lineNumber: lineNumber + offset });
  return {
    file: `src/part-${index}.ts`,
    fileUrl: index % 2 === 0 ? null : `https://git.example.com/shop/src/part-${index}.ts#L${lineNumber}`,
    preLines: [line("// ✂ asked once per visit", -2), line(null, -1)],
    postLines: [],
    referenceLine: line(`\tif (flags.get("${key}") === true) {`, 0),
  };
}

interface ReferenceContext {
  readonly environments: readonly Environment[];
  readonly changeRequests: readonly ChangeRequest[];
}

/** What `/v1/settings/…/predefined-variations` answers: the variations and where they are in use. */
export function predefinedVariationsOf(setting: Setting, context: ReferenceContext): JsonObject {
  const { environments } = context;
  return {
    settingKey: setting.key,
    settingType: setting.type,
    predefinedVariations: setting.variations.map(({ record }, number) => ({
      ...record,
      usages: environments
        .filter(({ position }) => (setting.index + position) % setting.variations.length === number)
        .map(({ id }) => ({ settingId: setting.id, environmentId: id })),
      usagesInOtherEnvironments: 0,
      changeRequestUsages: number === 1 ? usagesInChangeRequests(setting, context.changeRequests) : [],
      changeRequestUsagesInOtherEnvironments: 0,
    })),
    environments: environments.map(({ id, name, position }) => ({
      environmentId: id,
      name,
      accessType: position === 2 ? "readOnly" : "full",
    })),
    maxPredefinedVariations: 50,
  };
}

function usagesInChangeRequests(setting: Setting, changeRequests: readonly ChangeRequest[]): JsonValue[] {
  return changeRequests
    .filter(({ isOpen, settings }) => isOpen && settings.includes(setting))
    .map(({ id, title, environmentId }) => ({
      changeRequestId: id,
      changeRequestTitle: title,
      settingId: setting.id,
      environmentId,
    }));
}

/** Of each config's deleted settings no id is left. In the first config one key was used, deleted, used and deleted again. */
export function deletedSettingsOf({ name }: Config): readonly JsonObject[] {
  const deleted = (key: string, hint: string | null, settingType: string) => ({
    key,
    name: `${key} (old)`,
    hint,
    settingType,
  });
  if (name === "Main Config") {
    return [
      deleted("oldBanner", null, "boolean"),
      deleted("summerSale", "2024 ☀️", "string"),
      deleted("oldBanner", null, "boolean"),
      deleted("maxResults", "", "int"),
    ];
  }
  return name === "Experimente" ? [deleted("weihnachtsBox", "Nur im Dezember", "double")] : [];
}
