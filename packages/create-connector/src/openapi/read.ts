import type { Design } from "../design/design.js";
import type { PagingDesign } from "../design/paging.js";
import type { ImportReport } from "../design/report.js";
import { readDocument } from "./document.js";
import { importDocument } from "./import.js";

export interface OpenApiOptions {
  /** A file or an https URL: OpenAPI 3.0, 3.1 or Swagger 2, in JSON or YAML. */
  readonly document: string;
  /** Globs of stream names or paths; all by default. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly name?: string;
  readonly title?: string;
  readonly baseUrl?: string;
  /** How all selected lists are paged; an error if the document says otherwise. Recognized for each list by default. */
  readonly paging?: PagingDesign["kind"];
}

/**
 * Reads an OpenAPI document as the design of a connector.
 *
 * @throws InputError if the document cannot be used.
 */
export async function readOpenApi(
  options: OpenApiOptions,
): Promise<{ readonly design: Design; readonly report: ImportReport }> {
  return importDocument(await readDocument(options.document), options);
}
