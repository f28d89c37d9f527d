import {
  flag,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  key,
  record,
  SinglePage,
  type Slice,
  SystemError,
  text,
} from "@sluice/core";
import { PersistIQStream } from "../stream.js";

const settings = {
  post_new_prospect: flag,
  post_new_prospect_url: text,
  post_updated_prospect: flag,
  post_updated_prospect_url: text,
  raw_events: flag,
  raw_events_url: text,
  post_email_reply: flag,
  post_email_reply_url: text,
  post_email_opened: flag,
  post_email_opened_url: text,
};

export const webhookPlugin = record({ id: key(text).describe("Always webhook_plugin."), ...settings });

/** One bare object without an envelope and without an id. There is one per company, so a constant is its key. */
export class WebhookPlugin extends PersistIQStream<typeof webhookPlugin> {
  readonly name = "webhook_plugin";
  readonly description = "Which webhooks the company has switched on, and where they go: one row, its key a constant.";
  readonly schema = webhookPlugin;
  protected override readonly inject = ["id"];
  protected override readonly paginator = new SinglePage();

  protected override async *slices(): AsyncIterable<Slice> {
    yield { id: "webhook_plugin" };
  }

  protected path() {
    return "v1/webhook_plugin";
  }

  /** Without an envelope any object would pass for the settings, an error's too: one that has none of them is no row. */
  protected override records(body: JsonValue): readonly JsonObject[] {
    if (isJsonObject(body) && Object.keys(settings).some((name) => name in body)) return [body];
    throw new SystemError("The reply has none of the webhook plugin's settings. The API may have changed.");
  }
}
