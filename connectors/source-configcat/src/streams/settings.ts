import { integer, key, path, record, type Slice } from "@sluice/core";
import { settingFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";

export const setting = record({ settingId: key(integer), ...settingFields });

export class Settings extends ConfigCatStream<typeof setting> {
  readonly name = "settings";
  readonly description = "Feature flags and settings of each config.";
  readonly schema = setting;
  readonly primaryKey = ["settingId"];

  protected override slices() {
    return this.each(Configs, ({ configId }) => ({ configId }));
  }

  protected path({ configId }: Slice) {
    return path`v1/configs/${configId}/settings`;
  }
}
