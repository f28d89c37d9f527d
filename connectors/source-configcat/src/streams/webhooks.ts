import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { maskedWebhook } from "../mask.js";
import { ConfigCatStream } from "../stream.js";
import { Products } from "./products.js";

export class Webhooks extends ConfigCatStream {
  readonly name = "webhooks";
  readonly description = "Webhooks of each product, without their signing keys.";
  readonly schema = s.record({
    webhookId: s.key(s.integer),
    productId: s.refers(s.key(s.string), "products"),
    url: s.string.describe("Its user-info and query are masked by default; its path is not."),
    httpMethod: s.string.describe("get or post."),
    content: s.string.describe("The body that is sent."),
    webHookHeaders: s.array(
      s.object({ key: s.string, value: s.string.describe("Masked by default where isSecure."), isSecure: s.boolean }),
    ),
    config: s.object({ configId: s.refers(s.string, "configs"), name: s.string }),
    environment: s.object({ environmentId: s.refers(s.string, "environments"), name: s.string }),
  });
  readonly primaryKey = ["webhookId"];
  override readonly addParentFields = ["productId"];

  override slices() {
    return this.each(Products, ({ productId }) => ({ productId }));
  }

  path({ productId }: Slice) {
    return path`v1/products/${productId}/webhooks`;
  }

  override records(body: JsonValue) {
    return this.masked(listAt(body, ""), maskedWebhook);
  }
}
