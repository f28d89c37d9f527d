import { HttpStream, type Paginator } from "@sluice/core";
import type { Config } from "./config.js";
import { EnvelopePages } from "./pages.js";

/**
 * Shared by all endpoints: an `id` that is opaque and case-sensitive, and numbered pages over lists that change during the
 * read, so that a record may be on two pages.
 */
export abstract class PersistIQStream extends HttpStream<Config> {
  readonly primaryKey: readonly string[] = ["id"];
  override readonly dedupe = true;
  override readonly paginator: Paginator = new EnvelopePages();
}
