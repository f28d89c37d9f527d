import { path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Settings } from "./settings.js";

const codeLine = s.object({ lineText: s.string, lineNumber: s.integer });

/** One upload of a repository seems to be one report for all settings in it, so its id alone is not a key. */
export class CodeReferences extends ConfigCatStream {
  readonly name = "code_references";
  readonly description = "Where source code uses each setting; costs one request per setting.";
  readonly schema = s.record({
    settingId: s.refers(s.key(s.integer), "settings"),
    codeReferenceId: s.key(s.string),
    branch: s.string,
    references: s
      .array(
        s.object({
          file: s.string,
          fileUrl: s.string,
          preLines: s.array(codeLine),
          referenceLine: codeLine,
          postLines: s.array(codeLine),
        }),
      )
      .describe("With lines of the source code."),
    commitUrl: s.string,
    commitHash: s.string,
    syncedAt: s.timestamp,
    repository: s.string,
    uploader: s.string,
  });
  readonly primaryKey = ["settingId", "codeReferenceId"];
  override readonly addParentFields = ["settingId"];

  override slices() {
    return this.each(Settings, ({ settingId }) => ({ settingId }));
  }

  path({ settingId }: Slice) {
    return path`v1/settings/${settingId}/code-references`;
  }
}
