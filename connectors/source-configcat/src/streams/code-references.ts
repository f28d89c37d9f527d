import { integer, key, list, object, path, record, refers, type Slice, text, timestamp } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Settings } from "./settings.js";

const codeLine = object({ lineText: text, lineNumber: integer });

export const codeReference = record({
  settingId: refers(key(integer), "settings"),
  codeReferenceId: key(text),
  branch: text,
  references: list(
    object({
      file: text,
      fileUrl: text,
      preLines: list(codeLine),
      referenceLine: codeLine,
      postLines: list(codeLine),
    }),
  ).describe("With lines of the source code."),
  commitUrl: text,
  commitHash: text,
  syncedAt: timestamp,
  repository: text,
  uploader: text,
});

/** One upload of a repository seems to be one report for all settings found in it, so its id alone is no key. */
export class CodeReferences extends ConfigCatStream<typeof codeReference> {
  readonly name = "code_references";
  readonly description = "Where source code uses each setting; costs one request per setting.";
  readonly schema = codeReference;
  readonly primaryKey = ["settingId", "codeReferenceId"];
  protected override readonly inject = ["settingId"];

  protected override slices() {
    return this.each(Settings, ({ settingId }) => ({ settingId }));
  }

  protected path({ settingId }: Slice) {
    return path`v1/settings/${settingId}/code-references`;
  }
}
