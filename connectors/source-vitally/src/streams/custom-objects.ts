import { s } from "@sluice/core";
import { customFieldFields, stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export class CustomObjects extends VitallyStream {
  readonly name = "custom_objects";
  readonly description = "Definitions of the account's own objects.";
  readonly schema = s.record({
    id: s.key(s.string),
    ...stamps,
    name: s.string.describe("Machine name."),
    label: s.string,
    syncActive: s.boolean,
    writeMode: s.string.describe("writable, writableByAll or readonly."),
    customFields: s.array(s.object({ id: s.string, ...customFieldFields })),
  });

  path() {
    return "resources/customObjects";
  }
}
