import type { JsonObject } from "@sluice/core";
import { uuid } from "./account-ids.js";
import {
  type ConfigSpec,
  type EnvironmentSpec,
  ORGANIZATIONS,
  type OrganizationSpec,
  type ProductSpec,
} from "./account-names.js";
import { settingsOf } from "./account-settings.js";
import type { Config, Environment, Organization, Product, Tag } from "./account-types.js";

let lastTag = 20_930;
let products = 0;

/** The account from its plan: organizations, products, environments, tags, configs and settings. */
export const tree: readonly Organization[] = ORGANIZATIONS.map(organization);

function organization(spec: OrganizationSpec, position: number): Organization {
  const id = uuid(`organization ${spec.name}`);
  const record = { organizationId: id, name: spec.name };
  return { id, name: spec.name, position, record, products: spec.products.map((one) => product(record, one)) };
}

function product(organization: JsonObject, spec: ProductSpec): Product {
  const id = uuid(`product ${spec.name}`);
  const { name, description, order } = spec;
  const record = {
    organization,
    productId: id,
    name,
    description,
    order,
    reasonRequired: order === 1,
    approveRequired: false,
  };
  const tags = spec.tags.map(([tagName, color]) => tag(record, tagName, color));
  return {
    id,
    name,
    position: products++,
    record,
    tags,
    environments: spec.environments.map((one, position) => environment(record, one, position)),
    configs: spec.configs.map((one, position) => config(record, tags, { ...one, position })),
  };
}

/** The third tag has an id that needs more than 32 bits, as int64 allows. */
function tag(product: JsonObject, name: string, color: string | null): Tag {
  lastTag++;
  const id = lastTag === 20_933 ? 5_000_020_933 : lastTag;
  return { id, name, color, record: { product, tagId: id, name, color } };
}

/** "Intranet" comes without `approveRequired`, as all environments do from a server older than that field. */
function environment(product: JsonObject, spec: EnvironmentSpec, position: number): Environment {
  const [name, color, description] = spec;
  const id = uuid(`environment ${String(product["name"])} ${name}`);
  const reasonRequired = name === "Production";
  const approveRequired = name === "Production" && product["order"] === 0;
  const record = { product, environmentId: id, name, color, description, order: position, reasonRequired };
  return {
    id,
    name,
    position,
    reasonRequired,
    approveRequired,
    record: name === "Intranet" ? record : { ...record, approveRequired },
  };
}

/** "Experimente" has a key that is in no description of the API yet, as a newer server would send it. */
function config(product: JsonObject, tags: readonly Tag[], spec: ConfigSpec & { readonly position: number }): Config {
  const { name, version, description, keys, migratedTo } = spec;
  const idOf = (config: string) => uuid(`config ${String(product["name"])} ${config}`);
  const record = {
    product,
    configId: idOf(name),
    name,
    description,
    order: spec.order ?? spec.position,
    migratedConfigId: migratedTo === undefined ? null : idOf(migratedTo),
    evaluationVersion: version,
    ...(name === "Experimente" ? { lifecycle: { stage: "pilot", since: "2026-02-01" } } : {}),
  };
  return { id: idOf(name), name, version, record, settings: settingsOf({ configId: idOf(name), name, keys }, tags) };
}
