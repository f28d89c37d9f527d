import type { JsonObject } from "@sluice/core";
import type { Organization, Product } from "./account-types.js";
import { flagLimitations } from "./account-values.js";

/** The second organization has a smaller plan. */
export function limitations({ position }: Organization): JsonObject {
  return { ...flagLimitations, maxTargetingRuleCount: position === 0 ? 8 : 4, maxPredefinedVariations: 50 };
}

/** In a product without environments of importance the two lists are null. */
export function preferencesOf({ environments, configs, position, record }: Product): JsonObject {
  const { reasonRequired = false, approveRequired = false } = record;
  const isInUse = configs.length > 0;
  const reasons = environments.map((one) => ({
    environmentId: one.id,
    reasonRequired: one.reasonRequired,
    environmentName: one.name,
  }));
  const approvals = environments.map((one) => ({
    environmentId: one.id,
    approveRequired: one.approveRequired,
    environmentName: one.name,
  }));
  return {
    reasonRequired,
    keyGenerationMode: position === 2 ? "kebabCase" : "camelCase",
    showVariationId: position === 1,
    reasonRequiredEnvironments: isInUse ? reasons : null,
    mandatorySettingHint: position === 3,
    approveRequired,
    approveRequiredEnvironments: isInUse ? approvals : null,
  };
}
