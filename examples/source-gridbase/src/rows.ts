import {
  CursorTokenPaginator,
  DescendingCursor,
  HttpStream,
  type JsonObject,
  path,
  type RecordOf,
  type StreamClass,
  s,
  when,
} from "@sluice/core";
import type { Config } from "./config.js";
import type { Tables } from "./streams.js";

/** The vendor's types. A field of any other type is JSON, which accepts every value. */
const TYPES = {
  text: s.string,
  number: s.number,
  checkbox: s.boolean,
  date: s.date,
  choices: s.array(s.string),
  files: s.array(s.object({ name: s.string, url: s.string })),
};

const RULES = [
  when({ status: 423 }).retry(), // while a customer changes its columns
  when({ status: 404, at: "error", is: "TABLE_GONE" }).fail(
    "config",
    "The table was deleted. Discover the streams again.",
  ),
];

/** The class of a table: a stream of its own, with the fields that the API describes. A table that is renamed is another stream. */
export function rowsOf(table: RecordOf<Tables>): StreamClass<Config> {
  const described = table.fields.map((field) => [field?.name, field?.type] as const);

  return class extends HttpStream<Config> {
    readonly name = `${table.base_name}/${table.name}`;
    readonly description = `Rows of the table ${table.name}.`;
    readonly schema = s.record({
      ...s.fields(described, TYPES),
      _id: s.key(s.string),
      _created: s.timestamp,
      _modified: s.timestamp,
    });
    readonly primaryKey = ["_id"];
    override readonly recordsAt = "rows";
    override readonly paginator = new CursorTokenPaginator({
      at: "offset",
      param: "offset",
      hasMore: "has_more",
      size: { param: "page_size", value: 100 },
    });
    override readonly cursor = new DescendingCursor({
      field: "_modified",
      change: { query: { sort: "-modified_at" } },
    });
    override readonly errors = RULES;

    path() {
      return path`v1/bases/${table.base}/tables/${table.id}/rows`;
    }

    /** The API cannot filter them. */
    override keep({ archived }: JsonObject) {
      return archived !== true;
    }

    /** One column for each cell. No field of a customer begins with an underscore, so none can replace the row's own. */
    override map({ id, created_at, modified_at, cells }: JsonObject): JsonObject {
      return {
        _id: id ?? null,
        _created: created_at ?? null,
        _modified: modified_at ?? null,
        ...(cells as JsonObject),
      };
    }
  };
}
