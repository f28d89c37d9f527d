/** Shared by the values of v1 and of v2 configs. */
import { type JsonObject, type Slice, SystemError, valueAt } from "@sluice/core";

/** The part of a config or an environment that names its product. */
interface OfProduct {
  readonly product?: { readonly productId?: string | null | undefined } | null | undefined;
}

interface ConfigRecord extends OfProduct {
  readonly configId: string;
  readonly evaluationVersion?: string | null | undefined;
}

interface EnvironmentRecord extends OfProduct {
  readonly environmentId: string;
}

/**
 * Each config of a version with each environment of its product: another product's environment answers 404, and the values
 * endpoint of the other version refuses the config. A config without a version is v1: before v2 existed,
 * configs had no version.
 */
export function configEnvironments(
  version: "v1" | "v2",
  configs: readonly ConfigRecord[],
  environments: readonly EnvironmentRecord[],
): readonly Slice[] {
  return configs
    .filter(({ evaluationVersion }) => (evaluationVersion === "v2" ? "v2" : "v1") === version)
    .flatMap((config) =>
      environments
        .filter((environment) => productOf(environment) === productOf(config))
        .map(({ environmentId }) => ({ configId: config.configId, environmentId })),
    );
}

function productOf(record: OfProduct): string {
  const productId = record.product?.productId;
  if (productId) return productId;
  throw new SystemError("A config or environment came without its product, so that they cannot be paired.");
}

/** The row with the id of its setting, which it holds only inside `setting`. */
export function withSettingId(row: JsonObject): JsonObject {
  return { settingId: valueAt(row, "setting.settingId") ?? null, ...row };
}
