import type { FakeApi, FakeReply, FakeRequest } from "@sluice/testkit";
import type { Account } from "./account.js";
import { STALE_DEFAULTS, type StaleFilter, staleFlagsOf } from "./account-stale.js";
import { badRequest, NOT_FOUND } from "./replies.js";
import { addLogRoutes } from "./routes-logs.js";

/** The body for an id from the path; undefined where there is nothing by that id. */
type Answer = (account: Account, id: string) => unknown;

/** Routes with one id at most. None of them looks at the query. */
const SIMPLE: Readonly<Record<string, Answer>> = {
  "/v1/me": (account) => account.me,
  "/v1/organizations": (account) => account.organizations,
  "/v1/organizations/:id/members": (account, id) => account.plainOrganizationMembers.get(id),
  "/v2/organizations/:id/members": (account, id) => account.organizationMembers.get(id),
  "/v1/organizations/:id/invitations": (account, id) => account.organizationInvitations.get(id),
  "/v1/organizations/:id/organization-limitations": (account, id) => account.organizationLimitations.get(id),
  "/v1/organizations/:id/proxy-profiles": (account, id) => within("profiles", account.proxyProfiles.get(id)),
  "/v1/products": (account) => account.products,
  "/v1/products/:id/preferences": (account, id) => account.preferences.get(id),
  "/v1/products/:id/tags": (account, id) => account.tags.get(id),
  "/v1/products/:id/environments": (account, id) => account.environments.get(id),
  "/v1/products/:id/configs": (account, id) => account.configs.get(id),
  "/v1/products/:id/segments": (account, id) => account.segments.get(id),
  "/v1/products/:id/permissions": (account, id) => account.permissionGroups.get(id),
  "/v1/products/:id/members": (account, id) => account.productMembers.get(id),
  "/v1/products/:id/invitations": (account, id) => account.productInvitations.get(id),
  "/v1/products/:id/webhooks": (account, id) => account.webhooks.get(id),
  "/v1/products/:id/integrations": (account, id) => within("integrations", account.integrations.get(id)),
  "/v1/tags/:id/settings": (account, id) => account.tagSettings.get(id),
  "/v1/configs/:id/settings": (account, id) => account.settings.get(id),
  "/v1/configs/:id/deleted-settings": (account, id) => account.deletedSettings.get(id),
  "/v1/settings/:id/code-references": (account, id) => account.codeReferences.get(id),
  "/v1/settings/:id/predefined-variations": (account, id) => account.predefinedVariations.get(id),
  "/v1/segments/:id": (account, id) => account.segmentDetails.get(id),
  // From here on secrets: these are here so that a test can show that the connector does not ask for them.
  "/v1/webhooks/:id/keys": (account, id) => account.webhookKeys.get(id),
  "/v1/proxy-profiles/:id/sdk-keys": (account, id) => within("items", account.proxySdkKeys.get(id)),
};

/**
 * Routes of a config and an environment. Both must be of the same product, and the values' version must be the config's: else
 * there is nothing under the pair. The last one answers with SDK keys.
 */
const PAIRS: Readonly<Record<string, Answer>> = {
  "/v1/configs/:id/environments/:environmentId/values": (account, pair) => account.values.get(pair),
  "/v2/configs/:id/environments/:environmentId/values": (account, pair) => account.valuesV2.get(pair),
  "/v1/configs/:id/environments/:environmentId": (account, pair) => account.sdkKeys.get(pair),
};

/** Adds all routes; `accountOf` gives what the caller may see. */
export function addRoutes(api: FakeApi, accountOf: (request: FakeRequest) => Account): void {
  for (const [pattern, answer] of Object.entries(SIMPLE)) {
    api.get(pattern, (request) => found(answer(accountOf(request), request.params["id"] ?? "")));
  }
  for (const [pattern, answer] of Object.entries(PAIRS)) {
    api.get(pattern, (request) => {
      const { id, environmentId } = request.params;
      return found(answer(accountOf(request), `${id}/${environmentId}`));
    });
  }
  api.get("/v1/products/:id/staleflags", (request) => staleFlags(accountOf(request), request));
  addLogRoutes(api, accountOf);
}

function found(json: unknown): FakeReply {
  return json === undefined ? NOT_FOUND : { json };
}

function within(key: string, rows: readonly unknown[] | undefined): unknown {
  return rows && { [key]: rows };
}

function staleFlags(account: Account, { params, query }: FakeRequest): FakeReply {
  const product = account.productTree.get(params["id"] ?? "");
  if (product === undefined) return NOT_FOUND;
  const scope = query.get("scope") ?? STALE_DEFAULTS.scope;
  const inEnvironments = query.get("staleFlagStaleInEnvironmentsType") ?? STALE_DEFAULTS.inEnvironments;
  const ageDays = Number(query.get("staleFlagAgeDays") ?? STALE_DEFAULTS.ageDays);
  if (!isScope(scope)) return badRequest("scope", "There is no such scope.");
  if (!isRule(inEnvironments)) return badRequest("staleFlagStaleInEnvironmentsType", "There is no such type.");
  if (!(Number.isInteger(ageDays) && ageDays >= 7 && ageDays <= 90)) {
    return badRequest("staleFlagAgeDays", "Between 7 and 90, please.");
  }
  const ignoredEnvironmentIds = query.getAll("ignoredEnvironmentIds");
  const ignoredTagIds = query.getAll("ignoredTagIds");
  return { json: staleFlagsOf(product, { scope, ageDays, inEnvironments, ignoredEnvironmentIds, ignoredTagIds }) };
}

function isScope(text: string): text is StaleFilter["scope"] {
  return text === "all" || text === "watchedByMe";
}

function isRule(text: string): text is StaleFilter["inEnvironments"] {
  return text === "staleInAnyEnvironments" || text === "staleInAllEnvironments";
}
