import { flag, key, list, object, record, text } from "@sluice/core";
import { customFieldFields, stamps } from "../shapes.js";
import { VitallyStream } from "../stream.js";

export const customObject = record({
  id: key(text),
  ...stamps,
  name: text.describe("Machine name."),
  label: text,
  syncActive: flag,
  writeMode: text.describe("writable, writableByAll or readonly."),
  customFields: list(object({ id: text, ...customFieldFields })),
});

export class CustomObjects extends VitallyStream<typeof customObject> {
  readonly name = "custom_objects";
  readonly description = "Definitions of the account's own objects.";
  readonly schema = customObject;

  protected path() {
    return "resources/customObjects";
  }
}
