import { type JsonValue, listAt, path, type Slice, s } from "@sluice/core";
import { maskedProxyProfile } from "../mask.js";
import { ConfigCatStream } from "../stream.js";
import { Organizations } from "./organizations.js";

export class ProxyProfiles extends ConfigCatStream {
  readonly name = "proxy_profiles";
  readonly description = "Profiles of the ConfigCat Proxy in each organization, without their SDK keys.";
  readonly schema = s.record({
    proxyProfileId: s.key(s.string),
    organizationId: s.refers(s.key(s.string), "organizations"),
    name: s.string,
    description: s.string,
    lastAccessedAt: s.timestamp,
    connectionPreferences: s.object({
      sdkPollInterval: s.integer.describe("In seconds."),
      webhookNotification: s.object({
        webhookProxyUrl: s.string.describe("Its user-info and query are masked by default."),
        signingKey1: s.string.describe("A secret, masked by default."),
        signingKey2: s.string.describe("A secret, masked by default."),
      }),
    }),
    sdkKeySelectionRules: s.array(
      s.object({
        kind: s.string.describe("include or exclude."),
        productIdFilter: s.string,
        configIdFilter: s.string,
        environmentIdFilter: s.string,
        productNameMatchFilter: s.string,
        configNameMatchFilter: s.string,
        environmentNameMatchFilter: s.string,
      }),
    ),
  });
  readonly primaryKey = ["proxyProfileId"];
  override readonly addParentFields = ["organizationId"];

  override slices() {
    return this.each(Organizations, ({ organizationId }) => ({ organizationId }));
  }

  path({ organizationId }: Slice) {
    return path`v1/organizations/${organizationId}/proxy-profiles`;
  }

  override records(body: JsonValue) {
    return this.masked(listAt(body, "profiles"), maskedProxyProfile);
  }
}
