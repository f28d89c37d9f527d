import type { JsonObject, JsonValue } from "@sluice/core";
import { before, DAY_MS, NOW, secret, uuid } from "./account-ids.js";
import type { Organization, Product } from "./account-types.js";

/** A proxy profile with both signing keys, one with a single key, and one without a webhook. */
export function proxyProfilesOf({ name, products }: Organization): readonly JsonObject[] {
  const [product] = products;
  if (product === undefined) return [];
  if (name !== "Northwind Labs") return [profile(name, { name: "Laden-Proxy", keys: 1, rules: [rule(product)] })];
  const byName = { ...rule(product), kind: "exclude", productIdFilter: null, environmentNameMatchFilter: "Test" };
  return [
    profile(name, { name: "EU edge", keys: 2, rules: [rule(product), byName] }),
    profile(name, { name: "US edge", keys: 0, rules: [] }),
  ];
}

interface Spec {
  readonly name: string;
  readonly keys: 0 | 1 | 2;
  readonly rules: JsonValue[];
}

function profile(organization: string, { name, keys, rules }: Spec): JsonObject {
  const webhookNotification = {
    webhookProxyUrl: `https://${name.toLowerCase().replace(/\W/g, "-")}.example.com/hook`,
    signingKey1: `configcat_whsk_${secret(`${name} 1`)}`,
    signingKey2: keys === 2 ? `configcat_whsk_${secret(`${name} 2`)}` : null,
  };
  return {
    proxyProfileId: uuid(`proxy profile ${organization} ${name}`),
    name,
    description: keys === 2 ? "Frankfurt und Kraków" : null,
    lastAccessedAt: keys === 0 ? null : before(NOW, keys * DAY_MS),
    connectionPreferences: { sdkPollInterval: 60, webhookNotification: keys === 0 ? null : webhookNotification },
    sdkKeySelectionRules: rules,
  };
}

function rule({ id }: Product): JsonObject {
  return {
    kind: "include",
    productIdFilter: id,
    configIdFilter: null,
    environmentIdFilter: null,
    productNameMatchFilter: null,
    configNameMatchFilter: null,
    environmentNameMatchFilter: null,
  };
}

/** Keys that the API hands out to whoever asks; a connector does not ask. */
export function sdkKeys(configId: string, environmentId: string): JsonObject {
  const primary = `configcat-sdk-1/${secret(`SDK ${configId} ${environmentId}`)}`;
  return { primary, secondary: null };
}

export function webhookKeys(webhookId: string): JsonObject {
  return { key1: `configcat_whsk_${secret(`webhook ${webhookId}`)}`, key2: null };
}

/** The keys that a proxy profile serves: those of its organization's first product. */
export function proxySdkKeys({ products }: Organization): readonly JsonObject[] {
  const [product] = products;
  return (product?.configs ?? []).map((config) => {
    const environmentId = product?.environments[0]?.id ?? "";
    const primarySdkKey = String(sdkKeys(config.id, environmentId)["primary"]);
    return {
      primarySdkKey,
      secondarySdkKey: null,
      sdkId: uuid(`SDK ${config.id}`),
      configId: config.id,
      environmentId,
    };
  });
}
