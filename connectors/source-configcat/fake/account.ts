import type { JsonObject } from "@sluice/core";
import { type AuditRow, auditLogOf } from "./account-audit.js";
import { type ChangeRequest, changeRequestsOf } from "./account-change-requests.js";
import { integrationsOf, webhooksOf } from "./account-connections.js";
import * as people from "./account-members.js";
import { ada, ben, type Person } from "./account-people.js";
import { permissionGroupsOf } from "./account-permissions.js";
import { limitations, preferencesOf } from "./account-preferences.js";
import { proxyProfilesOf, proxySdkKeys, sdkKeys, webhookKeys } from "./account-proxies.js";
import { codeReferencesOf, deletedSettingsOf, predefinedVariationsOf } from "./account-references.js";
import { segmentsOf } from "./account-segments.js";
import { tree } from "./account-tree.js";
import type { Config, Environment, Organization, Product, Setting } from "./account-types.js";
import { valuesV1 } from "./account-values-v1.js";
import { valuesV2 } from "./account-values-v2.js";

/** Records by the id of their parent, parents and records in the order in which the API lists them. */
export type Lists = ReadonlyMap<string, readonly JsonObject[]>;
/** One body by the id of its parent. */
export type Bodies = ReadonlyMap<string, JsonObject>;

/** What one user sees, as the API sends it. */
export type Account = ReturnType<typeof accountOf>;

const auditLogs: ReadonlyMap<string, readonly AuditRow[]> = new Map(tree.map((one) => [one.id, auditLogOf(one)]));

/** What Ada sees: everything. */
export const wholeAccount: Account = accountOf(ada, tree);

/** What Ben sees: the first product of the first organization, and no log of an organization. */
export const partOfAccount: Account = accountOf(
  ben,
  tree.slice(0, 1).map((organization) => ({ ...organization, products: organization.products.slice(0, 1) })),
);

function accountOf({ email, fullName }: Person, organizations: readonly Organization[]) {
  return {
    me: { email, fullName },
    seesEverything: organizations === tree,
    ...ofOrganizations(organizations),
    ...ofProducts(organizations.flatMap(({ products }) => products)),
  };
}

function ofOrganizations(organizations: readonly Organization[]) {
  const each = by(organizations);
  return {
    organizations: organizations.map(({ record }) => record),
    organizationMembers: each(people.membersOf),
    plainOrganizationMembers: each((one) => people.plainMembersOf(people.membersOf(one))) satisfies Lists,
    organizationInvitations: each(({ products }) => products.flatMap(people.invitationsOf)) satisfies Lists,
    organizationLimitations: each(limitations) satisfies Bodies,
    auditLogs: each(({ id }) => auditLogs.get(id) ?? []),
    proxyProfiles: each(proxyProfilesOf) satisfies Lists,
    proxySdkKeys: new Map(
      organizations.flatMap((one) =>
        proxyProfilesOf(one).map(({ proxyProfileId }) => [String(proxyProfileId), proxySdkKeys(one)] as const),
      ),
    ) satisfies Lists,
  };
}

function ofProducts(products: readonly Product[]) {
  const each = by(products);
  const requests = each(changeRequestsOf);
  const segments = products.flatMap(segmentsOf);
  const webhookIds = products.flatMap(webhooksOf).map(({ webhookId }) => String(webhookId));
  const rows = [...auditLogs.values()].flat();
  return {
    products: products.map(({ record }) => record),
    productTree: new Map(products.map((product) => [product.id, product])),
    preferences: each(preferencesOf) satisfies Bodies,
    tags: each(({ tags }) => tags.map(({ record }) => record)) satisfies Lists,
    environments: each(({ environments }) => environments.map(({ record }) => record)) satisfies Lists,
    configs: each(({ configs }) => configs.map(({ record }) => record)) satisfies Lists,
    segments: each((product) => segmentsOf(product).map(({ listed }) => listed)) satisfies Lists,
    segmentDetails: new Map(segments.map(({ id, detailed }) => [id, detailed])) satisfies Bodies,
    permissionGroups: each((product) => permissionGroupsOf(product).map(({ record }) => record)) satisfies Lists,
    productMembers: each(people.productMembersOf) satisfies Lists,
    productInvitations: each(people.productInvitationsOf) satisfies Lists,
    webhooks: each(webhooksOf) satisfies Lists,
    webhookKeys: new Map(webhookIds.map((id) => [id, webhookKeys(id)])) satisfies Bodies,
    integrations: each(integrationsOf) satisfies Lists,
    productAuditLogs: each(({ id }) => rows.filter(({ productId }) => productId === id)),
    changeRequests: requests,
    ...ofConfigs(products, requests),
  };
}

type Requests = ReadonlyMap<string, readonly ChangeRequest[] | undefined>;

function ofConfigs(products: readonly Product[], requests: Requests) {
  const each = by(products.flatMap(({ configs }) => configs));
  const tags = products.flatMap((product) =>
    product.tags.map((tag) => [String(tag.id), withTag(product, tag.id)] as const),
  );
  return {
    tagSettings: new Map(tags) satisfies Lists,
    settings: each((config) => config.settings.map(({ record }) => record)) satisfies Lists,
    deletedSettings: each(deletedSettingsOf) satisfies Lists,
    ...ofPairs(products, requests),
    ...ofSettings(products, requests),
  };
}

interface Pair {
  readonly product: Product;
  readonly config: Config;
  readonly environment: Environment;
}

/** Bodies by `configId/environmentId`: each config has values in each environment of its product. */
function ofPairs(products: readonly Product[], requests: Requests) {
  const pairs = products.flatMap((product) =>
    product.configs.flatMap((config) => product.environments.map((environment) => ({ product, config, environment }))),
  );
  const bodies = (of: readonly Pair[], body: (pair: Pair) => JsonObject): Bodies =>
    new Map(of.map((pair) => [`${pair.config.id}/${pair.environment.id}`, body(pair)]));
  const v1 = pairs.filter(({ config }) => config.version === "v1");
  const v2 = pairs.filter(({ config }) => config.version === "v2");
  const openRequests = ({ product, environment }: Pair, setting: Setting) =>
    (requests.get(product.id) ?? []).filter(
      (one) => one.isOpen && one.environmentId === environment.id && one.settings.includes(setting),
    );
  return {
    values: bodies(v1, ({ product, config, environment }) => valuesV1(config, environment, segmentIds(product))),
    valuesV2: bodies(v2, (pair) =>
      valuesV2(pair.config, pair.environment, {
        segmentIds: segmentIds(pair.product),
        changeRequestCount: (setting) => openRequests(pair, setting).length,
      }),
    ),
    sdkKeys: bodies(pairs, ({ config, environment }) => sdkKeys(config.id, environment.id)),
  };
}

function ofSettings(products: readonly Product[], requests: Requests) {
  const settings = products.flatMap((product) =>
    product.configs.flatMap((config) =>
      config.settings.map((setting) => ({ product, setting, id: String(setting.id) })),
    ),
  );
  const each = by(settings);
  return {
    codeReferences: each(({ setting }) => codeReferencesOf(setting)) satisfies Lists,
    predefinedVariations: each(({ product: { id, environments }, setting }) =>
      predefinedVariationsOf(setting, { environments, changeRequests: requests.get(id) ?? [] }),
    ) satisfies Bodies,
  };
}

/** Makes maps from an entity's id to what is made of the entity. */
function by<T extends { readonly id: string }>(entities: readonly T[]) {
  return <V>(make: (entity: T) => V): ReadonlyMap<string, V> => new Map(entities.map((one) => [one.id, make(one)]));
}

function withTag({ configs }: Product, tagId: number): readonly JsonObject[] {
  const settings = configs.flatMap((config) => config.settings);
  return settings.filter(({ tags }) => tags.some(({ id }) => id === tagId)).map(({ record }) => record);
}

function segmentIds(product: Product): readonly string[] {
  return segmentsOf(product).map(({ id }) => id);
}
