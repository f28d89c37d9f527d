import { key, record, text } from "@sluice/core";
import { categoryFields } from "../shapes.js";
import { byUpdateUnsorted, VitallyStream } from "../stream.js";

export const noteCategory = record({ id: key(text), ...categoryFields });

export class NoteCategories extends VitallyStream<typeof noteCategory> {
  readonly name = "note_categories";
  readonly description = "Categories of notes.";
  readonly schema = noteCategory;
  override readonly cursor = byUpdateUnsorted;

  protected path() {
    return "resources/noteCategories";
  }
}
