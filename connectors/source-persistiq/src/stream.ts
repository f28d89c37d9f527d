import { HttpStream, type Paginator, type RecordSchema } from "@sluice/core";
import type { Config } from "./config.js";
import { EnvelopePages } from "./pages.js";

/**
 * What all endpoints share: an `id` that is opaque and case-sensitive, and numbered pages over lists that change while one
 * reads, so that a record may stand on two pages.
 */
export abstract class PersistIQStream<S extends RecordSchema> extends HttpStream<S, Config> {
  readonly primaryKey: readonly string[] = ["id"];
  protected override readonly distinct = true;
  protected override readonly paginator: Paginator = new EnvelopePages();
}
