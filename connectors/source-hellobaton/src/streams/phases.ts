import { integer, record, text } from "@sluice/core";
import { identity, stamps } from "../shapes.js";
import { HellobatonStream } from "../stream.js";

export const phase = record({
  ...identity,
  name: text,
  order: integer,
  ...stamps,
});

export class Phases extends HellobatonStream<typeof phase> {
  readonly name = "phases";
  readonly description = "Phases that projects go through.";
  readonly schema = phase;
}
