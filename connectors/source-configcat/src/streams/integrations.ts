import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { maskedIntegration } from "../mask.js";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Integrations extends ConfigCatStream {
  readonly name = "integrations";
  readonly description = "Integrations of each product with other services.";
  readonly schema = s.record({
    integrationId: s.key(s.string),
    product: productObject,
    name: s.string,
    integrationType: s.string.describe("dataDog, slack, amplitude, mixPanel, segment or pubNub."),
    parameters: s.openObject.describe("Names differ by type. All values are masked by default."),
    environmentIds: s.array(s.refers(s.string, "environments")).describe("Empty means all."),
    configIds: s.array(s.refers(s.string, "configs")).describe("Empty means all."),
  });
  readonly primaryKey = ["integrationId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/integrations`;
  }

  override records(body: JsonValue) {
    return this.masked(listAt(body, "integrations"), maskedIntegration);
  }
}
