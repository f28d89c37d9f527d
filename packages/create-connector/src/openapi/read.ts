import type { Design } from "../design/design.js";
import type { ImportReport } from "../design/report.js";

export interface OpenApiOptions {
  /** A file or an https URL: OpenAPI 3.0, 3.1 or Swagger 2, in JSON or YAML. */
  readonly document: string;
  /** Globs of stream names or paths; all by default. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
}

/** @throws InputError if the document cannot be used. */
export function readOpenApi(
  _options: OpenApiOptions,
): Promise<{ readonly design: Design; readonly report: ImportReport }> {
  return Promise.reject(new Error("not written yet"));
}
