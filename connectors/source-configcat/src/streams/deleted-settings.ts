import { key, path, record, refers, type Slice, text } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";

export const deletedSetting = record({
  configId: refers(key(text), "configs"),
  key: text,
  name: text,
  hint: text,
  settingType: text.describe("boolean, string, int or double."),
});

/** No key: the API gives no id, and a setting may be made and deleted again under the same `key`. */
export class DeletedSettings extends ConfigCatStream<typeof deletedSetting> {
  readonly name = "deleted_settings";
  readonly description = "Settings that were deleted from each config.";
  readonly schema = deletedSetting;
  readonly primaryKey = [];
  protected override readonly inject = ["configId"];

  protected override slices() {
    return this.each(Configs, ({ configId }) => ({ configId }));
  }

  protected path({ configId }: Slice) {
    return path`v1/configs/${configId}/deleted-settings`;
  }
}
