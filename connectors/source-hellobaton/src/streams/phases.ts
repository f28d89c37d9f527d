import { s } from "@sluice/core";
import { identity, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export class Phases extends HellobatonStream {
  readonly name = "phases";
  readonly description = "Phases that projects go through.";
  readonly schema = s.record({
    ...identity,
    name: s.string,
    order: s.integer,
    ...stamps,
  });
}
