import { key, record, text } from "@sluice/core";
import { PersistIQStream } from "../stream.js";

export const dncDomain = record({ id: key(text), name: text.describe("The domain.") });

export class DncDomains extends PersistIQStream<typeof dncDomain> {
  readonly name = "dnc_domains";
  readonly description = "Domains that nobody may be contacted at.";
  readonly schema = dncDomain;
  protected override readonly recordsAt = "dnc_domains";

  protected path() {
    return "v1/dnc_domains";
  }
}
