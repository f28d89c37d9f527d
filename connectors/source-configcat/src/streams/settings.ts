import { path, type Slice, s } from "@sluice/core";
import { settingFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Configs } from "./configs.js";

export class Settings extends ConfigCatStream {
  readonly name = "settings";
  readonly description = "Feature flags and settings of each config.";
  readonly schema = s.record({ settingId: s.key(s.integer), ...settingFields });
  readonly primaryKey = ["settingId"];

  override slices() {
    return this.each(Configs, ({ configId }) => ({ configId }));
  }

  path({ configId }: Slice) {
    return path`v1/configs/${configId}/settings`;
  }
}
