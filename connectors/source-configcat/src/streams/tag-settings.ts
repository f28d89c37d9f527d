import { path, type Slice, s } from "@sluice/core";
import { settingFields } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Tags } from "./tags.js";

export class TagSettings extends ConfigCatStream {
  readonly name = "tag_settings";
  readonly description = "Settings that carry each tag, across configs; costs one request per tag.";
  readonly schema = s.record({
    tagId: s.refers(s.key(s.integer), "tags"),
    settingId: s.refers(s.key(s.integer), "settings"),
    ...settingFields,
  });
  readonly primaryKey = ["tagId", "settingId"];
  override readonly addParentFields = ["tagId"];

  override slices() {
    return this.each(Tags, ({ tagId }) => ({ tagId }));
  }

  path({ tagId }: Slice) {
    return path`v1/tags/${tagId}/settings`;
  }
}
