import { s } from "@sluice/core";
import { PersistIQStream } from "../stream.js";

export class Tags extends PersistIQStream {
  readonly name = "tags";
  readonly description = "Tags of the company.";
  readonly schema = s.record({ id: s.key(s.string), name: s.string });
  override readonly recordsAt = "tags";

  path() {
    return "v1/tags";
  }
}
