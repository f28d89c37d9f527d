/** The text that replaces secrets, to keep them out of a warehouse, and the fields of records that have them. */
import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

const MASK = "****";

type Mask = (value: JsonValue) => JsonValue;

/** Null stays null, because it shows that nothing is set. */
const hidden: Mask = (value) => (value === null ? null : MASK);

/**
 * A web address without its user-info and query: `https://user:pw@host/p?token=x` → `https://****@host/p?****`. Done on the
 * text, so that the rest is unchanged. A text that is not a web address is masked completely if it may have either of them.
 */
export const maskedUrl: Mask = (url) => {
  if (typeof url !== "string") return hidden(url);
  if (!/^https?:/i.test(url) || !URL.canParse(url)) return /[?@]/.test(url) ? MASK : url;
  return url.replace(/\?.+$/s, `?${MASK}`).replace(/^(https?:[/\\\s]*)[^/\\?#]*@/i, `$1${MASK}@`);
};

/** An object with these fields masked. Anything else is masked completely, because it may have a secret anywhere. */
function fields(masks: Readonly<Record<string, Mask>>): Mask {
  return (value) => (isJsonObject(value) ? withMasks(value, masks) : hidden(value));
}

function items(mask: Mask): Mask {
  return (value) => (Array.isArray(value) ? value.map(mask) : hidden(value));
}

function withMasks(object: JsonObject, masks: Readonly<Record<string, Mask>>): JsonObject {
  const copy = { ...object };
  for (const [name, mask] of Object.entries(masks)) {
    const value = object[name];
    if (value !== undefined) copy[name] = mask(value);
  }
  return copy;
}

/** A header without the flag is treated as secure. */
const header: Mask = (value) =>
  isJsonObject(value) && value["isSecure"] === false ? value : fields({ value: hidden })(value);

/** Each kind of integration names its secrets in its own way, so all parameters are masked. */
const parameters: Mask = (value) =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, parameter]) => [name, hidden(parameter)]))
    : hidden(value);

const proxyNotification = fields({ webhookProxyUrl: maskedUrl, signingKey1: hidden, signingKey2: hidden });

export function maskedWebhook(webhook: JsonObject): JsonObject {
  return withMasks(webhook, { url: maskedUrl, webHookHeaders: items(header) });
}

export function maskedIntegration(integration: JsonObject): JsonObject {
  return withMasks(integration, { parameters });
}

export function maskedProxyProfile(profile: JsonObject): JsonObject {
  return withMasks(profile, { connectionPreferences: fields({ webhookNotification: proxyNotification }) });
}
