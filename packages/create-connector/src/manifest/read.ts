import type { Design } from "../design/design.js";
import type { ImportReport } from "../design/report.js";

export interface ManifestOptions {
  /** The file of an Airbyte low-code manifest, in YAML or JSON. */
  readonly manifest: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly name?: string;
  readonly title?: string;
}

/** @throws InputError if the manifest cannot be used. */
export function readManifest(
  _options: ManifestOptions,
): Promise<{ readonly design: Design; readonly report: ImportReport }> {
  return Promise.reject(new Error("not written yet"));
}
