import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class StaleFlags extends ConfigCatStream {
  readonly name = "stale_flags";
  readonly description =
    "ConfigCat's zombie flags report: feature flags of each product that nobody changed for 30 days in at least one environment.";
  readonly schema = s.record({
    productId: s.refers(s.key(s.string), "products"),
    configId: s.refers(s.key(s.string), "configs"),
    settingId: s.refers(s.key(s.integer), "settings"),
    configName: s.string,
    evaluationVersion: s.string.describe("v1 or v2."),
    name: s.string,
    key: s.string,
    hint: s.string,
    hasCodeReferences: s.boolean,
    tags: s.array(s.object({ tagId: s.refers(s.integer, "tags"), settingTagId: s.integer })),
    settingValues: s.array(
      s.object({ environmentId: s.refers(s.string, "environments"), updatedAt: s.timestamp, isStale: s.boolean }),
    ),
  });
  readonly primaryKey = ["productId", "configId", "settingId"];
  override readonly addParentFields = ["productId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/staleflags`;
  }

  /** All parameters are set, because the API seems to take the others from the user's own report settings. */
  override query() {
    return {
      scope: "all",
      staleFlagAgeDays: 30,
      staleFlagStaleInEnvironmentsType: "staleInAnyEnvironments",
    };
  }

  /** The report nests the settings in their configs. */
  override records(body: JsonValue) {
    return listAt(body, "configs").flatMap((config) =>
      listAt(config, "settings").map((setting) => ({
        configId: config["configId"] ?? null,
        configName: config["name"] ?? null,
        evaluationVersion: config["evaluationVersion"] ?? null,
        ...setting,
      })),
    );
  }
}
