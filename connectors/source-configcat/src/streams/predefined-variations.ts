import { integer, key, list, object, path, record, refers, type Slice, text } from "@sluice/core";
import { variationFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Settings } from "./settings.js";

export const predefinedVariation = record({
  settingId: refers(key(integer), "settings"),
  predefinedVariationId: key(text),
  ...variationFields,
  usages: list(object({ settingId: refers(integer, "settings"), environmentId: refers(text, "environments") })),
  usagesInOtherEnvironments: integer.describe("Usages in environments that the credential's user may not see."),
  changeRequestUsages: list(
    object({
      changeRequestId: integer,
      changeRequestTitle: text,
      settingId: refers(integer, "settings"),
      environmentId: refers(text, "environments"),
    }),
  ),
  changeRequestUsagesInOtherEnvironments: integer,
});

export class PredefinedVariations extends ConfigCatStream<typeof predefinedVariation> {
  readonly name = "predefined_variations";
  readonly description =
    "Predefined variations of each setting and where they are used; costs one request per setting.";
  readonly schema = predefinedVariation;
  readonly primaryKey = ["settingId", "predefinedVariationId"];
  protected override readonly inject = ["settingId"];
  protected override readonly recordsAt = "predefinedVariations";

  protected override slices() {
    return this.each(Settings, ({ settingId }) => ({ settingId }));
  }

  protected path({ settingId }: Slice) {
    return path`v1/settings/${settingId}/predefined-variations`;
  }
}
