import {
  flag,
  integer,
  type JsonValue,
  key,
  list,
  listAt,
  object,
  path,
  record,
  refers,
  type Slice,
  text,
  timestamp,
} from "@sluice/core";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const staleFlag = record({
  productId: refers(key(text), "products"),
  configId: refers(key(text), "configs"),
  settingId: refers(key(integer), "settings"),
  configName: text,
  evaluationVersion: text.describe("v1 or v2."),
  name: text,
  key: text,
  hint: text,
  hasCodeReferences: flag,
  tags: list(object({ tagId: refers(integer, "tags"), settingTagId: integer })),
  settingValues: list(object({ environmentId: refers(text, "environments"), updatedAt: timestamp, isStale: flag })),
});

export class StaleFlags extends ConfigCatStream<typeof staleFlag> {
  readonly name = "stale_flags";
  readonly description =
    "ConfigCat's zombie flags report: feature flags of each product that nobody changed for 30 days in at least one environment.";
  readonly schema = staleFlag;
  readonly primaryKey = ["productId", "configId", "settingId"];
  protected override readonly inject = ["productId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/staleflags`;
  }

  /** All said, for what is left unsaid seems to come from the user's own report settings. */
  protected override query() {
    return {
      scope: "all",
      staleFlagAgeDays: 30,
      staleFlagStaleInEnvironmentsType: "staleInAnyEnvironments",
    };
  }

  /** The report nests the settings in their configs. */
  protected override records(body: JsonValue) {
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
