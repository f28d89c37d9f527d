import type { Design } from "../design/design.js";
import type { ImportReport } from "../design/report.js";
import { readDocument } from "./document.js";
import { importDocument } from "./import.js";
import type { OpenApiOptions } from "./options.js";

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
