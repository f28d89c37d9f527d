import { integer, type JsonValue, key, listAt, path, record, refers, type Slice, text } from "@sluice/core";
import { configEnvironments, withSettingId } from "../setting-values.js";
import { settingFormulaFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";
import { Environments } from "./environments.js";

export const settingValueV2 = record({
  configId: refers(key(text), "configs"),
  environmentId: refers(key(text), "environments"),
  settingId: refers(key(integer), "settings"),
  ...settingFormulaFields,
});

export class SettingValuesV2 extends ConfigCatStream<typeof settingValueV2> {
  readonly name = "setting_values_v2";
  readonly description =
    "Value and targeting of each setting of v2 configs in each environment; costs one request per config × environment.";
  readonly schema = settingValueV2;
  readonly primaryKey = ["configId", "environmentId", "settingId"];
  protected override readonly inject = ["configId", "environmentId"];

  protected override async slices() {
    return configEnvironments("v2", await this.parentRecords(Configs), await this.parentRecords(Environments));
  }

  protected path({ configId, environmentId }: Slice) {
    return path`v2/configs/${configId}/environments/${environmentId}/values`;
  }

  protected override records(body: JsonValue) {
    return listAt(body, "settingFormulas").map(withSettingId);
  }
}
