import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { configEnvironments, withSettingId } from "../setting-values.js";
import { settingFormulaFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";
import { Environments } from "./environments.js";

export class SettingValuesV2 extends ConfigCatStream {
  readonly name = "setting_values_v2";
  readonly description =
    "Value and targeting of each setting of v2 configs in each environment; costs one request per config × environment.";
  readonly schema = s.record({
    configId: s.refers(s.key(s.string), "configs"),
    environmentId: s.refers(s.key(s.string), "environments"),
    settingId: s.refers(s.key(s.integer), "settings"),
    ...settingFormulaFields,
  });
  readonly primaryKey = ["configId", "environmentId", "settingId"];
  override readonly addParentFields = ["configId", "environmentId"];

  override async slices() {
    return configEnvironments("v2", await this.parentRecords(Configs), await this.parentRecords(Environments));
  }

  path({ configId, environmentId }: Slice) {
    return path`v2/configs/${configId}/environments/${environmentId}/values`;
  }

  override records(body: JsonValue) {
    return listAt(body, "settingFormulas").map(withSettingId);
  }
}
