import * as z from "zod";
import type { JsonObject } from "./json.js";

export type SyncMode = "full_refresh" | "incremental";

/** A stream as `discover` describes it. */
export interface AirbyteStream {
  readonly name: string;
  readonly json_schema: JsonObject;
  readonly supported_sync_modes: readonly SyncMode[];
  /** True: the source picks the cursor, be it a field or a page's position. */
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly is_resumable?: boolean;
}

/**
 * The input of `read`. Only the parts that a source uses are read: a schema may be stale or reduced, other keys and nulls are
 * ignored, but a sync mode outside the enum makes the file invalid (the acceptance suites demand that).
 */
const configuredCatalog = z.looseObject({
  streams: z.array(
    z.looseObject({
      stream: z.looseObject({ name: z.string().min(1) }),
      sync_mode: z.enum(["full_refresh", "incremental"]),
    }),
  ),
});

/** One stream to read. `incremental` on a stream without a cursor is read in full: PyAirbyte always asks for it. */
export interface ConfiguredStream {
  readonly name: string;
  readonly syncMode: SyncMode;
}

/** Reads a configured catalog. Returns the streams, or a text that says what is wrong with it. */
export function parseCatalog(input: unknown): readonly ConfiguredStream[] | string {
  const result = configuredCatalog.safeParse(input);
  if (!result.success) {
    return result.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`).join("; ");
  }
  const byName = new Map<string, ConfiguredStream>();
  for (const { stream, sync_mode } of result.data.streams) {
    byName.set(stream.name, { name: stream.name, syncMode: sync_mode });
  }
  return [...byName.values()];
}
