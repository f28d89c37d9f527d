import { isJsonObject, type JsonObject, type JsonValue } from "@sluice/core";
import type { Account, Bodies, Lists } from "./account.js";
import type { AuditRow } from "./account-audit.js";
import { STALE_DEFAULTS, staleFlagsOf } from "./account-stale.js";
import type { Product } from "./account-types.js";
import { maskedIntegration, maskedProxyProfile, maskedWebhook } from "./masked.js";

/**
 * What a connector must emit for the account, by stream and in order: parents in the order of their lists, and for values the
 * configs of a product before its environments. Audit logs have the order of the API, newest first; ids beyond 2^53 are what
 * JSON.parse makes of them.
 */
export function expectedRecords(account: Account): ReadonlyMap<string, readonly JsonObject[]> {
  return new Map([
    ["organizations", account.organizations],
    ["organization_members", inject("organizationId", account.plainOrganizationMembers)],
    ["organization_members_v2", members(account)],
    ["organization_invitations", inject("organizationId", account.organizationInvitations)],
    ["organization_limitations", injectOne("organizationId", account.organizationLimitations)],
    ["audit_logs", auditRows("organizationId", account.auditLogs)],
    ["proxy_profiles", inject("organizationId", account.proxyProfiles).map(maskedProxyProfile)],
    ["products", account.products.map(withOrganizationId)],
    ["product_preferences", injectOne("productId", account.preferences)],
    ["tags", all(account.tags)],
    ["tag_settings", inject("tagId", account.tagSettings, Number)],
    ["environments", all(account.environments)],
    ["configs", all(account.configs)],
    ["settings", all(account.settings)],
    ["setting_values", values(account.values, "settingValues")],
    ["setting_values_v2", values(account.valuesV2, "settingFormulas")],
    ["deleted_settings", inject("configId", account.deletedSettings)],
    ["code_references", inject("settingId", account.codeReferences, Number)],
    ["predefined_variations", variations(account)],
    ["segments", all(account.segments)],
    ["segment_details", [...account.segmentDetails.values()]],
    ["permission_groups", all(account.permissionGroups)],
    ["product_members", all(account.productMembers)],
    ["product_invitations", inject("productId", account.productInvitations)],
    ["webhooks", inject("productId", account.webhooks).map(maskedWebhook)],
    ["integrations", all(account.integrations).map(maskedIntegration)],
    ["stale_flags", [...account.productTree.values()].flatMap(staleFlags)],
    ["product_audit_logs", auditRows("productId", account.productAuditLogs)],
    ["change_requests", changeRequests(account)],
    ["me", [account.me]],
  ]);
}

function all(lists: Lists): readonly JsonObject[] {
  return [...lists.values()].flat();
}

/** The records of each parent, with the parent's id, which is a string unless it must be converted. */
function inject(field: string, lists: Lists, convert: (id: string) => JsonValue = String): readonly JsonObject[] {
  return [...lists].flatMap(([id, records]) => records.map((record) => ({ [field]: convert(id), ...record })));
}

function injectOne(field: string, bodies: Bodies): readonly JsonObject[] {
  return [...bodies].map(([id, record]) => ({ [field]: id, ...record }));
}

/** One row for each role that a user has. */
function members({ organizationMembers }: Account): readonly JsonObject[] {
  return [...organizationMembers].flatMap(([organizationId, { admins, billingManagers, members }]) => [
    ...admins.map((person) => ({ organizationId, memberType: "admin", ...person })),
    ...billingManagers.map((person) => ({ organizationId, memberType: "billingManager", ...person })),
    ...members.map((person) => ({ organizationId, memberType: "member", ...person })),
  ]);
}

function withOrganizationId(product: JsonObject): JsonObject {
  const { organization } = product;
  return { ...product, organizationId: isJsonObject(organization) ? (organization["organizationId"] ?? null) : null };
}

function values(bodies: Bodies, key: "settingValues" | "settingFormulas"): readonly JsonObject[] {
  return [...bodies].flatMap(([pair, body]) => {
    const [configId = "", environmentId = ""] = pair.split("/");
    return objects(body[key]).map((item) => {
      const settingId = isJsonObject(item["setting"]) ? (item["setting"]["settingId"] ?? null) : null;
      return { configId, environmentId, settingId, ...item };
    });
  });
}

function variations({ predefinedVariations }: Account): readonly JsonObject[] {
  return [...predefinedVariations].flatMap(([settingId, body]) =>
    objects(body["predefinedVariations"]).map((variation) => ({ settingId: Number(settingId), ...variation })),
  );
}

/** One row for each stale flag, of the report that the API makes when it is asked for nothing in particular. */
function staleFlags(product: Product): readonly JsonObject[] {
  return objects(staleFlagsOf(product, STALE_DEFAULTS)["configs"]).flatMap((config) => {
    const { configId = null, name = null, evaluationVersion = null } = config;
    return objects(config["settings"]).map((setting) => ({
      productId: product.id,
      configId,
      configName: name,
      evaluationVersion,
      ...setting,
    }));
  });
}

function auditRows(field: string, logs: ReadonlyMap<string, readonly AuditRow[]>): readonly JsonObject[] {
  return [...logs].flatMap(([id, rows]) =>
    rows.map(({ json }) => ({ [field]: id, ...(JSON.parse(json) as JsonObject) })),
  );
}

function changeRequests(account: Account): readonly JsonObject[] {
  return [...account.changeRequests].flatMap(([productId, requests = []]) =>
    requests.map(({ record }) => ({ productId, ...record })),
  );
}

function objects(list: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
