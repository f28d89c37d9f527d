import { path, type Slice, s, wholeBody } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class ProductPreferences extends ConfigCatStream {
  readonly name = "product_preferences";
  readonly description = "Preferences of each product.";
  readonly schema = s.record({
    productId: s.refers(s.key(s.string), "products"),
    reasonRequired: s.boolean,
    keyGenerationMode: s.string.describe("camelCase, lowerCase, upperCase, pascalCase or kebabCase."),
    showVariationId: s.boolean,
    mandatorySettingHint: s.boolean,
    reasonRequiredEnvironments: s.array(
      s.object({
        environmentId: s.refers(s.string, "environments"),
        environmentName: s.string,
        reasonRequired: s.boolean,
      }),
    ),
    approveRequired: s.boolean,
    approveRequiredEnvironments: s.array(
      s.object({
        environmentId: s.refers(s.string, "environments"),
        environmentName: s.string,
        approveRequired: s.boolean,
      }),
    ),
  });
  readonly primaryKey = ["productId"];
  override readonly addParentFields = ["productId"];
  override readonly recordsAt = wholeBody;

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/preferences`;
  }
}
