import { path, type Slice, s } from "@sluice/core";
import { variationFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Settings } from "./settings.js";

export class PredefinedVariations extends ConfigCatStream {
  readonly name = "predefined_variations";
  readonly description =
    "Predefined variations of each setting and where they are used; costs one request per setting.";
  readonly schema = s.record({
    settingId: s.refers(s.key(s.integer), "settings"),
    predefinedVariationId: s.key(s.string),
    ...variationFields,
    usages: s.array(
      s.object({ settingId: s.refers(s.integer, "settings"), environmentId: s.refers(s.string, "environments") }),
    ),
    usagesInOtherEnvironments: s.integer.describe("Usages in environments that the credential's user may not see."),
    changeRequestUsages: s.array(
      s.object({
        changeRequestId: s.integer,
        changeRequestTitle: s.string,
        settingId: s.refers(s.integer, "settings"),
        environmentId: s.refers(s.string, "environments"),
      }),
    ),
    changeRequestUsagesInOtherEnvironments: s.integer,
  });
  readonly primaryKey = ["settingId", "predefinedVariationId"];
  override readonly addParentFields = ["settingId"];
  override readonly recordsAt = "predefinedVariations";

  override slices() {
    return this.each(Settings, ({ settingId }) => ({ settingId }));
  }

  path({ settingId }: Slice) {
    return path`v1/settings/${settingId}/predefined-variations`;
  }
}
