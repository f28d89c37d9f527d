import type { PagingDesign } from "../design/paging.js";

/** What an import of an OpenAPI document takes. */
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
