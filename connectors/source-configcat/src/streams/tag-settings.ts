import { integer, key, path, record, refers, type Slice } from "@sluice/core";
import { settingFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Tags } from "./tags.js";

export const tagSetting = record({
  tagId: refers(key(integer), "tags"),
  settingId: refers(key(integer), "settings"),
  ...settingFields,
});

export class TagSettings extends ConfigCatStream<typeof tagSetting> {
  readonly name = "tag_settings";
  readonly description = "Settings that carry each tag, across configs; costs one request per tag.";
  readonly schema = tagSetting;
  readonly primaryKey = ["tagId", "settingId"];
  protected override readonly inject = ["tagId"];

  protected override slices() {
    return this.each(Tags, ({ tagId }) => ({ tagId }));
  }

  protected path({ tagId }: Slice) {
    return path`v1/tags/${tagId}/settings`;
  }
}
