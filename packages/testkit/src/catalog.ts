import type { JsonObject } from "@sluice/core";

/** A configured catalog that asks for these streams, as the platform and PyAirbyte write it. */
export function configuredCatalog(
  streams: readonly string[],
  syncMode: "full_refresh" | "incremental" = "full_refresh",
): JsonObject {
  return {
    streams: streams.map((name) => ({
      stream: { name, json_schema: { type: "object", properties: {} }, supported_sync_modes: ["full_refresh"] },
      sync_mode: syncMode,
      destination_sync_mode: "overwrite",
    })),
  };
}
