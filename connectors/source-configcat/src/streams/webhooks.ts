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
} from "@sluice/core";
import { maskedWebhook } from "../mask.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export const webhook = record({
  webhookId: key(integer),
  productId: refers(key(text), "products"),
  url: text.describe("Its user-info and query are masked by default; its path is not."),
  httpMethod: text.describe("get or post."),
  content: text.describe("The body that is sent."),
  webHookHeaders: list(
    object({ key: text, value: text.describe("Masked by default where isSecure."), isSecure: flag }),
  ),
  config: object({ configId: refers(text, "configs"), name: text }),
  environment: object({ environmentId: refers(text, "environments"), name: text }),
});

export class Webhooks extends ConfigCatStream<typeof webhook> {
  readonly name = "webhooks";
  readonly description = "Webhooks of each product, without their signing keys.";
  readonly schema = webhook;
  readonly primaryKey = ["webhookId"];
  protected override readonly inject = ["productId"];

  protected override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  protected path({ productId }: Slice) {
    return path`v1/products/${productId}/webhooks`;
  }

  protected override records(body: JsonValue) {
    return this.masked(listAt(body, ""), maskedWebhook);
  }
}
