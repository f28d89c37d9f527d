import { integer, type JsonValue, key, listAt, path, record, refers, type Slice, text } from "@sluice/core";
import { configEnvironments, withSettingId } from "../setting-values.js";
import { settingValueFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";
import { Environments } from "./environments.js";

export const settingValue = record({
  configId: refers(key(text), "configs"),
  environmentId: refers(key(text), "environments"),
  settingId: refers(key(integer), "settings"),
  ...settingValueFields,
});

export class SettingValues extends ConfigCatStream<typeof settingValue> {
  readonly name = "setting_values";
  readonly description =
    "Value and targeting of each setting of v1 configs in each environment; costs one request per config × environment.";
  readonly schema = settingValue;
  readonly primaryKey = ["configId", "environmentId", "settingId"];
  protected override readonly inject = ["configId", "environmentId"];

  protected override async slices() {
    return configEnvironments("v1", await this.parentRecords(Configs), await this.parentRecords(Environments));
  }

  protected path({ configId, environmentId }: Slice) {
    return path`v1/configs/${configId}/environments/${environmentId}/values`;
  }

  protected override records(body: JsonValue) {
    return listAt(body, "settingValues").map(withSettingId);
  }
}
