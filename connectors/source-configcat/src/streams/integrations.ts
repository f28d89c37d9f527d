import { type JsonValue, key, list, listAt, openObject, path, record, refers, type Slice, text } from "@sluice/core";
import { maskedIntegration } from "../mask.js";
import { productObject } from "../shapes.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const integration = record({
  integrationId: key(text),
  product: productObject,
  name: text,
  integrationType: text.describe("dataDog, slack, amplitude, mixPanel, segment or pubNub."),
  parameters: openObject.describe("Names differ by type. All values are masked by default."),
  environmentIds: list(refers(text, "environments")).describe("Empty stands for all."),
  configIds: list(refers(text, "configs")).describe("Empty stands for all."),
});

export class Integrations extends ConfigCatStream<typeof integration> {
  readonly name = "integrations";
  readonly description = "Integrations of each product with other services.";
  readonly schema = integration;
  readonly primaryKey = ["integrationId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/integrations`;
  }

  protected override records(body: JsonValue) {
    return this.masked(listAt(body, "integrations"), maskedIntegration);
  }
}
