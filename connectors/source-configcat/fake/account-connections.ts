import type { JsonObject } from "@sluice/core";
import { cycled, secret, uuid } from "./account-ids.js";
import type { Product } from "./account-types.js";

interface WebhookSpec {
  readonly url: string;
  readonly method: "get" | "post";
  readonly content: string | null;
  readonly headers: readonly (readonly [key: string, value: string, isSecure: boolean])[];
}

const CONTENT = '{"text":"Flags of the shop have changed ✔"}';
const RELAY = `https://relay:${secret("relay password")}@relay.example.com:8443/in?token=${secret("relay token")}`;
const DEPLOY = `https://hooks.example.com/deploy?key=${secret("deploy key")}&channel=flags`;
const BUILD = `https://${secret("build user")}@build.example.com/start`;

/** Secrets are where users put them: in headers, in the address' user part, in its query. */
const WEBHOOKS: Readonly<Record<string, readonly WebhookSpec[]>> = {
  "Web shop": [
    { url: "https://hooks.example.com/flags", method: "get", content: null, headers: [] },
    {
      url: RELAY,
      method: "post",
      content: CONTENT,
      headers: [
        ["X-Source", "configcat", false],
        ["Authorization", `Bearer ${secret("relay header")}`, true],
        ["X-Team", "Größe & Gewicht", false],
      ],
    },
    { url: DEPLOY, method: "post", content: "", headers: [["X-Api-Key", secret("deploy header"), true]] },
  ],
  "Mobile app": [{ url: BUILD, method: "post", content: null, headers: [] }],
  "Läden & Märkte – 東京": [
    {
      url: "https://hooks.example.com/märkte",
      method: "post",
      content: CONTENT,
      headers: [["X-Source", "東京", false]],
    },
  ],
};

/** The webhooks of a product, each for one of its configs in one of its environments. */
export function webhooksOf({ name, position, configs, environments }: Product): readonly JsonObject[] {
  const [config, ...otherConfigs] = configs;
  const [environment, ...otherEnvironments] = environments;
  if (config === undefined || environment === undefined) return [];
  return (WEBHOOKS[name] ?? []).map(({ url, method, content, headers }, index) => {
    const itsConfig = cycled([config, ...otherConfigs], index);
    const itsEnvironment = cycled([environment, ...otherEnvironments], index);
    return {
      webhookId: 512 + 10 * position + index,
      url,
      httpMethod: method,
      content,
      webHookHeaders: headers.map(([key, value, isSecure]) => ({ key, value, isSecure })),
      config: { name: itsConfig.name, configId: itsConfig.id },
      environment: { name: itsEnvironment.name, environmentId: itsEnvironment.id },
    };
  });
}

interface IntegrationSpec {
  readonly name: string;
  readonly type: string;
  readonly parameters: JsonObject;
}

/** All parameters count as secret: which ones are differs by type. */
const INTEGRATIONS: Readonly<Record<string, readonly IntegrationSpec[]>> = {
  "Web shop": [
    {
      name: "Team Slack",
      type: "slack",
      parameters: { "incoming_webhook.url": `https://hooks.example.com/services/${secret("slack address")}` },
    },
    { name: "Monitoring", type: "dataDog", parameters: { apikey: secret("monitoring key"), site: secret("site") } },
  ],
  "Mobile app": [
    {
      name: "Auswertung",
      type: "amplitude",
      parameters: { apiKey: secret("analytics key"), secretKey: secret("analytics secret") },
    },
  ],
  "Läden & Märkte – 東京": [{ name: "Segment", type: "segment", parameters: { writeKey: secret("write key") } }],
};

/** The integrations of a product; the first is for its first environment only, the others for all. */
export function integrationsOf(product: Product): readonly JsonObject[] {
  return (INTEGRATIONS[product.name] ?? []).map(({ name, type, parameters }, index) => ({
    product: product.record,
    integrationId: uuid(`integration ${product.name} ${name}`),
    name,
    integrationType: type,
    parameters,
    environmentIds: index === 0 ? product.environments.slice(0, 1).map(({ id }) => id) : [],
    configIds: index === 0 ? [] : product.configs.slice(0, 1).map(({ id }) => id),
  }));
}
