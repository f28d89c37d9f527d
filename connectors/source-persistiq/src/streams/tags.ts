import { key, record, text } from "@sluice/core";
import { PersistIQStream } from "../stream.js";

export const tag = record({ id: key(text), name: text });

export class Tags extends PersistIQStream<typeof tag> {
  readonly name = "tags";
  readonly description = "Tags of the company.";
  readonly schema = tag;
  protected override readonly recordsAt = "tags";

  protected path() {
    return "v1/tags";
  }
}
