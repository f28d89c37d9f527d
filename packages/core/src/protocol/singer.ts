/**
 * The Singer specification: lines that a tap may write, and its catalog and state converted to Airbyte's terms.
 * Everything here is pure; `runner/singer` writes.
 */
import * as z from "zod";
import type { AirbyteStream, ConfiguredStream, SyncMode } from "./catalog.js";
import { isJsonObject, type JsonObject } from "./json.js";

/** How a catalog asks for a stream. */
type ReplicationMethod = "INCREMENTAL" | "FULL_TABLE";

/** Precedes the first RECORD of a stream and describes its records. */
export interface SingerSchema {
  readonly type: "SCHEMA";
  readonly stream: string;
  readonly schema: JsonObject;
  readonly key_properties: readonly string[];
  readonly bookmark_properties?: readonly string[];
}

/** Covers all lines before it. There is one value for the whole tap. */
export interface SingerState {
  readonly type: "STATE";
  readonly value: { readonly bookmarks: JsonObject };
}

/** A stream's state by its name. */
export type Bookmarks = ReadonlyMap<string, unknown>;

/** The SCHEMA line of a stream. */
export function singerSchema(stream: AirbyteStream): SingerSchema {
  const bookmark = stream.default_cursor_field ?? [];
  return {
    type: "SCHEMA",
    stream: stream.name,
    schema: stream.json_schema,
    key_properties: keysOf(stream),
    ...(bookmark.length === 0 ? {} : { bookmark_properties: bookmark }),
  };
}

/** The STATE line that says where each stream is. */
export function singerState(bookmarks: Bookmarks): SingerState {
  return { type: "STATE", value: { bookmarks: Object.fromEntries(bookmarks) as JsonObject } };
}

/**
 * The catalog as `--discover` prints it. Every stream is selected unless the user says otherwise. Fields cannot be chosen, because
 * records are passed through unchanged; `automatic` is the specification's word for that.
 */
export function singerCatalog(streams: readonly AirbyteStream[]): JsonObject {
  return { streams: streams.map(catalogStream) };
}

function catalogStream(stream: AirbyteStream): JsonObject {
  const method: ReplicationMethod = stream.supported_sync_modes.includes("incremental") ? "INCREMENTAL" : "FULL_TABLE";
  const keys = [...keysOf(stream)];
  const cursor = [...(stream.default_cursor_field ?? [])];
  const properties = stream.json_schema["properties"];
  const fields = isJsonObject(properties) ? Object.keys(properties) : [];
  return {
    tap_stream_id: stream.name,
    stream: stream.name,
    schema: stream.json_schema,
    key_properties: keys,
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          inclusion: "available",
          "selected-by-default": true,
          "table-key-properties": keys,
          // a stream without a cursor leaves no choice; one with a cursor may still be read in full
          ...(method === "FULL_TABLE" ? { "forced-replication-method": method } : { "replication-method": method }),
          ...(cursor.length === 0 ? {} : { "valid-replication-keys": cursor }),
        },
      },
      ...fields.map((field) => ({ breadcrumb: ["properties", field], metadata: { inclusion: "automatic" } })),
    ],
  };
}

function keysOf({ source_defined_primary_key: key = [] }: AirbyteStream): readonly string[] {
  return key.map((path) => path.join("."));
}

const flag = z.boolean().nullish();
const method = z.enum(["INCREMENTAL", "FULL_TABLE"]).nullish();

/** Only the parts of a catalog that request something are read; its schema may be reduced or stale. */
const singerCatalogFile = z.looseObject({
  streams: z.array(
    z.looseObject({
      tap_stream_id: z.string().min(1),
      selected: flag,
      replication_method: method,
      schema: z.looseObject({ selected: flag }).nullish(),
      metadata: z
        .array(
          z.looseObject({
            breadcrumb: z.array(z.string()),
            metadata: z.looseObject({
              selected: flag,
              "selected-by-default": flag,
              "replication-method": method,
              "forced-replication-method": method,
            }),
          }),
        )
        .nullish(),
    }),
  ),
});

type CatalogStream = z.infer<typeof singerCatalogFile>["streams"][number];

/** What a Singer catalog asks for. */
export interface Selection {
  readonly streams: readonly ConfiguredStream[];
  /** `stream.field` of each field of a selected stream that the user did not select. It is written anyway. */
  readonly unwantedFields: readonly string[];
}

/** Reads a Singer catalog: the streams that are selected, in its order. Returns a text that says what is wrong with it. */
export function parseSingerCatalog(input: unknown): Selection | string {
  const result = singerCatalogFile.safeParse(input);
  if (!result.success) {
    return result.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`).join("; ");
  }
  const selected = result.data.streams.filter(isSelected);
  return {
    streams: selected.map((stream) => ({ name: stream.tap_stream_id, syncMode: syncModeOf(stream) })),
    unwantedFields: selected.flatMap(unwantedFieldsOf),
  };
}

/** The user's choice counts, in any of the fields that taps have used for it; then the tap's own default. */
function isSelected(stream: CatalogStream): boolean {
  const about = aboutStream(stream);
  return (
    about?.selected ?? stream.selected ?? stream.schema?.selected ?? about?.["selected-by-default"] ?? false // only selected streams are read
  );
}

/** Incremental by default; a stream without a cursor is read in full anyway. */
function syncModeOf(stream: CatalogStream): SyncMode {
  const about = aboutStream(stream);
  const asked = about?.["forced-replication-method"] ?? about?.["replication-method"] ?? stream.replication_method;
  return asked === "FULL_TABLE" ? "full_refresh" : "incremental";
}

function unwantedFieldsOf(stream: CatalogStream): string[] {
  const entries = stream.metadata?.filter(({ breadcrumb, metadata }) => {
    return breadcrumb.length > 0 && metadata.selected === false && metadata["inclusion"] !== "automatic";
  });
  return (entries ?? []).map(({ breadcrumb }) => {
    return [stream.tap_stream_id, ...breadcrumb.filter((word) => word !== "properties")].join(".");
  });
}

function aboutStream({ metadata }: CatalogStream) {
  return metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata;
}

/**
 * The bookmarks in the file of `--state`: the value of a STATE line, or the line itself. An empty object is a first run;
 * undefined if it is not a state of this tap.
 */
export function bookmarksIn(input: unknown): Bookmarks | undefined {
  if (input === undefined || input === null) return new Map();
  if (!isJsonObject(input)) return undefined;
  const value = input["type"] === "STATE" && isJsonObject(input["value"]) ? input["value"] : input;
  const { bookmarks } = value;
  if (isJsonObject(bookmarks)) return new Map(Object.entries(bookmarks));
  return Object.keys(value).length === 0 ? new Map() : undefined;
}
