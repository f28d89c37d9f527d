import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  SinglePagePaginator,
  type Slice,
  SystemError,
  s,
} from "@sluice/core";
import { PersistIQStream } from "../stream.js";

const settings = {
  post_new_prospect: s.boolean,
  post_new_prospect_url: s.string,
  post_updated_prospect: s.boolean,
  post_updated_prospect_url: s.string,
  raw_events: s.boolean,
  raw_events_url: s.string,
  post_email_reply: s.boolean,
  post_email_reply_url: s.string,
  post_email_opened: s.boolean,
  post_email_opened_url: s.string,
};

/** One bare object without an envelope and without an id. There is one per company, so a constant is its key. */
export class WebhookPlugin extends PersistIQStream {
  readonly name = "webhook_plugin";
  readonly description = "Which webhooks the company has switched on, and where they go: one row, its key a constant.";
  readonly schema = s.record({ id: s.key(s.string).describe("Always webhook_plugin."), ...settings });
  override readonly addParentFields = ["id"];
  override readonly paginator = new SinglePagePaginator();

  override async *slices(): AsyncIterable<Slice> {
    yield { id: "webhook_plugin" };
  }

  path() {
    return "v1/webhook_plugin";
  }

  /** Without an envelope any object would be read as the settings, even an error: one that has none of them is not a row. */
  override records(body: JsonValue): readonly JsonObject[] {
    if (isJsonObject(body) && Object.keys(settings).some((name) => name in body)) return [body];
    throw new SystemError("The reply has none of the webhook plugin's settings. The API may have changed.");
  }
}
