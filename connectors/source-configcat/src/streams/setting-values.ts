import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { configEnvironments, withSettingId } from "../setting-values.js";
import { settingValueFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";
import { Environments } from "./environments.js";

export class SettingValues extends ConfigCatStream {
  readonly name = "setting_values";
  readonly description =
    "Value and targeting of each setting of v1 configs in each environment; costs one request per config × environment.";
  readonly schema = s.record({
    configId: s.refers(s.key(s.string), "configs"),
    environmentId: s.refers(s.key(s.string), "environments"),
    settingId: s.refers(s.key(s.integer), "settings"),
    ...settingValueFields,
  });
  readonly primaryKey = ["configId", "environmentId", "settingId"];
  override readonly addParentFields = ["configId", "environmentId"];

  override async slices() {
    return configEnvironments("v1", await this.parentRecords(Configs), await this.parentRecords(Environments));
  }

  path({ configId, environmentId }: Slice) {
    return path`v1/configs/${configId}/environments/${environmentId}/values`;
  }

  override records(body: JsonValue) {
    return listAt(body, "settingValues").map(withSettingId);
  }
}
