import { readFileSync } from "node:fs";
import type { AirbyteStream } from "../protocol/catalog.js";
import type { JsonObject } from "../protocol/json.js";
import { jsonSchemaOf } from "../schema/json-schema.js";
import type { Stream } from "../streams/stream.js";
import type { AnySource } from "./any-source.js";

/** A stream as `discover` writes it. */
export function catalogEntry(stream: Stream): AirbyteStream {
  const { name, schema, primaryKey, cursor } = stream;
  const isResumable = stream.isResumable || cursor !== undefined;
  return {
    name,
    json_schema: jsonSchemaOf(schema, "record"),
    supported_sync_modes: cursor === undefined ? ["full_refresh"] : ["full_refresh", "incremental"],
    ...(isResumable ? { source_defined_cursor: true } : {}),
    ...(cursor?.field === undefined ? {} : { default_cursor_field: [cursor.field] }),
    ...(primaryKey.length > 0 ? { source_defined_primary_key: primaryKey.map((field) => [field]) } : {}),
    is_resumable: isResumable,
  };
}

/** The form of a config, for `spec`: properties in the order of the schema. */
export function connectionSpecification(source: AnySource): JsonObject {
  const { $schema, properties, ...rest } = jsonSchemaOf(source.settings, "config") as JsonObject & {
    properties: JsonObject;
  };
  const ordered = Object.entries(properties).map(([name, field], order) => [name, { ...(field as JsonObject), order }]);
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: `${source.title} source`,
    required: [],
    ...rest,
    properties: Object.fromEntries(ordered) as JsonObject,
  };
}

/** The version in the package.json one folder above a module: `packageVersion(import.meta.url)`. */
export function packageVersion(moduleUrl: string): string {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", moduleUrl), "utf8")) as { version: string };
  return manifest.version;
}
