import { flag, key, list, object, path, record, refers, type Slice, text, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const productPreferences = record({
  productId: refers(key(text), "products"),
  reasonRequired: flag,
  keyGenerationMode: text.describe("camelCase, lowerCase, upperCase, pascalCase or kebabCase."),
  showVariationId: flag,
  mandatorySettingHint: flag,
  reasonRequiredEnvironments: list(
    object({ environmentId: refers(text, "environments"), environmentName: text, reasonRequired: flag }),
  ),
  approveRequired: flag,
  approveRequiredEnvironments: list(
    object({ environmentId: refers(text, "environments"), environmentName: text, approveRequired: flag }),
  ),
});

export class ProductPreferences extends ConfigCatStream<typeof productPreferences> {
  readonly name = "product_preferences";
  readonly description = "Preferences of each product.";
  readonly schema = productPreferences;
  readonly primaryKey = ["productId"];
  protected override readonly inject = ["productId"];
  protected override readonly recordsAt = wholeBody;

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/preferences`;
  }
}
