import { s } from "@sluice/core";
import { PersistIQStream } from "../stream.js";

export class DncDomains extends PersistIQStream {
  readonly name = "dnc_domains";
  readonly description = "Domains that nobody may be contacted at.";
  readonly schema = s.record({ id: s.key(s.string), name: s.string.describe("The domain.") });
  override readonly recordsAt = "dnc_domains";

  path() {
    return "v1/dnc_domains";
  }
}
