import { path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";

/** No key: the API gives no id, and a setting may be made and deleted again under the same `key`. */
export class DeletedSettings extends ConfigCatStream {
  readonly name = "deleted_settings";
  readonly description = "Settings that were deleted from each config.";
  readonly schema = s.record({
    configId: s.refers(s.key(s.string), "configs"),
    key: s.string,
    name: s.string,
    hint: s.string,
    settingType: s.string.describe("boolean, string, int or double."),
  });
  readonly primaryKey = [];
  override readonly addParentFields = ["configId"];

  override slices() {
    return this.each(Configs, ({ configId }) => ({ configId }));
  }

  path({ configId }: Slice) {
    return path`v1/configs/${configId}/deleted-settings`;
  }
}
