import {
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
import { maskedProxyProfile } from "../mask.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export const proxyProfile = record({
  proxyProfileId: key(text),
  organizationId: refers(key(text), "organizations"),
  name: text,
  description: text,
  lastAccessedAt: timestamp,
  connectionPreferences: object({
    sdkPollInterval: integer.describe("In seconds."),
    webhookNotification: object({
      webhookProxyUrl: text.describe("Its user-info and query are masked by default."),
      signingKey1: text.describe("A secret, masked by default."),
      signingKey2: text.describe("A secret, masked by default."),
    }),
  }),
  sdkKeySelectionRules: list(
    object({
      kind: text.describe("include or exclude."),
      productIdFilter: text,
      configIdFilter: text,
      environmentIdFilter: text,
      productNameMatchFilter: text,
      configNameMatchFilter: text,
      environmentNameMatchFilter: text,
    }),
  ),
});

export class ProxyProfiles extends ConfigCatStream<typeof proxyProfile> {
  readonly name = "proxy_profiles";
  readonly description = "Profiles of the ConfigCat Proxy in each organization, without their SDK keys.";
  readonly schema = proxyProfile;
  readonly primaryKey = ["proxyProfileId"];
  protected override readonly inject = ["organizationId"];

  protected override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  protected path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/proxy-profiles`;
  }

  protected override records(body: JsonValue) {
    return this.masked(listAt(body, "profiles"), maskedProxyProfile);
  }
}
