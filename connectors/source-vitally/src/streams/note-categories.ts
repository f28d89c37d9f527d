import { s } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export class NoteCategories extends VitallyStream {
  readonly name = "note_categories";
  readonly description = "Categories of notes.";
  readonly schema = s.record({ id: s.key(s.string), ...categoryFields });
  override readonly cursor = byUpdateUnsorted;

  path() {
    return "resources/noteCategories";
  }
}
