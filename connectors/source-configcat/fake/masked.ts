import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";

/** The value in a record where the API sent a secret. */
const MASK = "****";

/** A webhook without its secrets: values of headers called secure, and the address' user part and query. */
export function maskedWebhook(record: JsonObject): JsonObject {
  const { url = "", webHookHeaders } = record;
  const headers = Array.isArray(webHookHeaders) ? webHookHeaders.filter(isJsonObject) : [];
  return {
    ...record,
    url: maskedUrl(String(url)),
    webHookHeaders: headers.map((header) => (header["isSecure"] === true ? { ...header, value: MASK } : header)),
  };
}

function maskedUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#@]*@/, `$1${MASK}@`).replace(/\?[^#]*/, `?${MASK}`);
}

export function maskedIntegration(record: JsonObject): JsonObject {
  const { parameters } = record;
  const names = isJsonObject(parameters) ? Object.keys(parameters) : [];
  return { ...record, parameters: Object.fromEntries(names.map((name) => [name, MASK])) };
}

/** A proxy profile without its signing keys; a key that is not set stays null. */
export function maskedProxyProfile(record: JsonObject): JsonObject {
  const { connectionPreferences } = record;
  if (!isJsonObject(connectionPreferences)) return record;
  const { webhookNotification } = connectionPreferences;
  if (!isJsonObject(webhookNotification)) return record;
  const { signingKey1 = null, signingKey2 = null } = webhookNotification;
  const masked = { ...webhookNotification, signingKey1: maskedKey(signingKey1), signingKey2: maskedKey(signingKey2) };
  return { ...record, connectionPreferences: { ...connectionPreferences, webhookNotification: masked } };
}

function maskedKey(key: JsonValue): JsonValue {
  return key === null ? null : MASK;
}
