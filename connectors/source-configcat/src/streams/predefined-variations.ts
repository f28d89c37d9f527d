import { integer, key, list, object, path, record, type Slice, text } from "@sluice/core";
import { variationFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Settings } from "./settings.js";

export const predefinedVariation = record({
  settingId: key(integer),
  predefinedVariationId: key(text),
  ...variationFields,
  usages: list(object({ settingId: integer, environmentId: text })),
  usagesInOtherEnvironments: integer.describe("Usages in environments that the credential's user may not see."),
  changeRequestUsages: list(
    object({ changeRequestId: integer, changeRequestTitle: text, settingId: integer, environmentId: text }),
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
