/** Connectors that together have every way of signing, of paging, of reading incrementally and of slicing. */
import { designOf } from "../src/answers/design.js";
import type { Options } from "../src/answers/options.js";
import type { AuthDesign } from "../src/design/auth.js";
import type { Design, StreamDesign } from "../src/design/design.js";
import { Expression } from "../src/design/expression.js";
import type { PagingDesign } from "../src/design/paging.js";
import type { FieldDesign, SettingDesign } from "../src/design/schema.js";

const code = (text: string) => new Expression(text);
const config = (setting: string) => [code(`config.${setting}`)];

function setting(name: string, more: Partial<SettingDesign> = {}): SettingDesign {
  return { name, title: name, description: "In the settings of Acme.", type: { is: "string" }, ...more };
}

const secret = (name: string, more: Partial<SettingDesign> = {}) => setting(name, { isSecret: true, ...more });

const FIELDS: readonly FieldDesign[] = [
  { name: "id", type: { is: "integer" } },
  { name: "name", type: { is: "string" }, description: 'As "people" write it.' },
  { name: "updated_at", type: { is: "timestamp" } },
  { name: "born-on", type: { is: "date" } },
  { name: "tags", type: { is: "array", of: { is: "object", fields: [{ name: "a b", type: { is: "number" } }] } } },
  { name: "extra", type: { is: "openObject" } },
  { name: "value", type: { is: "json" } },
];

/** A stream at its own name, unless more is said. */
export function stream(name: string, more: Partial<StreamDesign> = {}): StreamDesign {
  const facts = { name, description: `All ${name}.`, path: `v1/${name}`, recordsAt: "data" };
  return { ...facts, fields: FIELDS, key: ["id"], paging: { kind: "none" }, ...more };
}

/** A connector with these streams. */
export function design(name: string, streams: readonly StreamDesign[], more: Partial<Design> = {}): Design {
  return {
    ...{ name, title: name, baseUrl: "https://api.acme.example", documentationUrl: "https://docs.acme.example" },
    settings: [secret("api_token")],
    auth: { kind: "bearer", token: config("api_token") },
    streams,
    ...more,
  };
}

/** A connector with a way of signing and a way of paging. */
function pair(
  name: string,
  [settings, auth]: readonly [readonly SettingDesign[], AuthDesign],
  paging: PagingDesign,
): Design {
  const recordsAt = paging.kind === "link-header" ? "" : "data";
  return design(name, [stream("items", { paging, recordsAt })], { settings, auth });
}

const size = { param: "limit", value: 100 };
const client = { clientId: config("client_id"), clientSecret: config("client_secret") };
const application = [setting("client_id"), secret("client_secret")];
const refreshed = [...application, secret("refresh_token")];
const saved = [secret("access_token", { isOptional: true }), setting("token_expires_at", { isOptional: true })];
const url = "https://login.acme.example/oauth/token";

const nested = {
  clientId: config("credentials.client_id"),
  clientSecret: config("credentials.client_secret"),
  refreshToken: config("credentials.refresh_token"),
};

function credentials(type: SettingDesign["type"]): readonly SettingDesign[] {
  return [setting("credentials", { type })];
}

const CHOICE = credentials({
  is: "choice",
  by: "auth_type",
  forms: [
    { value: "oauth2.0", title: "OAuth", settings: refreshed },
    { value: "token", title: "Token", settings: [secret("api_token")] },
  ],
});

const CASES: AuthDesign = {
  kind: "choice",
  cases: [
    { if: code('config.credentials.auth_type === "oauth2.0"'), auth: { kind: "oauth-refresh", url, ...nested } },
    { auth: { kind: "bearer", token: config("credentials.api_token") } },
  ],
};

const ROTATING: AuthDesign = {
  ...{ kind: "oauth-refresh", url: "oauth/token", ...nested },
  rotates: {
    refreshToken: "credentials.refresh_token",
    accessToken: "credentials.access_token",
    expiresAt: "credentials.token_expires_at",
  },
};

const LOGIN: AuthDesign = {
  kind: "session",
  url: "/login",
  body: { as: "json", content: { username: code("config.username"), password: code("config.password") } },
  ...{ tokenAt: "session.token", sendAs: { header: "X-Session" } },
};

const SIGNED: AuthDesign = {
  kind: "jwt",
  algorithm: "RS256",
  key: config("private_key"),
  claims: { iss: code("config.issuer") },
};

const PAIRS: readonly Design[] = [
  pair("refresh", [refreshed, { kind: "oauth-refresh", url, ...client, refreshToken: config("refresh_token") }], {
    ...{ kind: "cursor", param: "cursor", at: "meta.next", size, hasMore: "meta.more" },
  }),
  pair("rotates", [credentials({ is: "object", settings: [...refreshed, ...saved] }), ROTATING], {
    ...{ kind: "page", param: "page", size, hasMore: "meta.more", total: "meta.count", start: 0 },
  }),
  pair("client", [application, { kind: "client-credentials", url, ...client, fields: { accessToken: "data.token" } }], {
    ...{ kind: "next-url", at: "links.next", size, keepsQuery: true },
  }),
  pair("session", [[setting("username"), secret("password")], LOGIN], {
    kind: "offset",
    param: "offset",
    size,
    stopsShort: true,
  }),
  pair("signed", [[setting("issuer"), secret("private_key")], SIGNED], {
    ...{ kind: "header-token", header: "X-Next", param: "X-Page", in: "header" },
  }),
  pair("choice", [CHOICE, CASES], { kind: "after-last", field: "id", param: "after", size, hasMore: "has_more" }),
  pair(
    "headers",
    [
      [secret("key"), setting("account")],
      { kind: "headers", headers: { "X-Key": config("key"), "X-Account": config("account") } },
    ],
    {
      ...{ kind: "link-header", size },
    },
  ),
];

const SEARCH = stream("search", {
  method: "POST",
  body: { as: "json", content: { filter: { state: "open" } } },
  paging: {
    ...{ kind: "cursor", at: "paging.next.after", param: "page.after", in: "body" },
    size: { param: "page.limit", value: 50, in: "body" },
  },
  cursor: {
    ...{ kind: "window", field: "updated_at", as: "epochMillis", width: { amount: 30, unit: "days" } },
    from: { param: "filter.from", in: "body" },
    to: { param: "filter.to", in: "body" },
    earliest: code("config.start_date"),
  },
});

/** A list whose path has the time that it begins at, and whose records are compared with it. */
const SINCE = stream("changes", {
  path: ["v1/since/", code("slice.first")],
  cursor: {
    ...{ kind: "since", field: "updated_at", as: "isoSeconds", from: { param: "first", in: "slice" } },
    earliest: code('"2020-01-01"'),
  },
  keep: code('String(record["updated_at"]) >= String(slice.first)'),
});

const DOCUMENT = `query NAME($first: Int!, $after: String) {
  NAME(first: $first, after: $after) { RECORDS { id name updated_at } pageInfo { hasNextPage endCursor } }
}`;

function graphQl(name: string, records: string): StreamDesign {
  const document = DOCUMENT.replaceAll("NAME", name).replace("RECORDS", records);
  const recordsAt = `data.${name}.${records === "nodes" ? "nodes" : "edges.*.node"}`;
  const paging = { kind: "relay", at: `data.${name}`, size: { param: "first", value: 50 } } as const;
  return stream(name, { path: "graphql", document, recordsAt, paging, fields: FIELDS.slice(0, 3) });
}

const PAGED: PagingDesign = { kind: "page", param: "page", size, hasMore: "meta.more" };
const TEAM: FieldDesign = { name: "team_id", type: { is: "integer" } };
const REGION: FieldDesign = { name: "region", type: { is: "string" } };

/** A parent that is not listed, children of several kinds, filters, rules, records that are changed. */
const FAMILY: readonly StreamDesign[] = [
  stream("teams", { isHidden: true, paging: PAGED }),
  stream("members", {
    path: ["v1/teams/", code('slice["team_id"]'), "/members"],
    slicing: { kind: "parent", stream: "teams", values: { team_id: "id" } },
    ...{ addParentFields: ["team_id"], fields: [TEAM, ...FIELDS], paging: PAGED },
    cursor: { kind: "since", field: "updated_at", from: { param: "since" }, as: "epochSeconds" },
  }),
  stream("stats", {
    query: { region: code("slice.region"), team: code("slice.team_id"), kind: "full" },
    slicing: {
      kind: "product",
      of: [
        { kind: "list", as: "region", values: ["eu", "us"] },
        { kind: "parent", stream: "teams", values: { team_id: "id" }, keep: code('record["name"] !== "x"') },
      ],
    },
    ...{ addParentFields: ["region", "team_id"], fields: [REGION, TEAM, ...FIELDS] },
  }),
  stream("regions", {
    path: ["v1/regions/", code("slice.region"), "/sites"],
    slicing: { kind: "list", as: "region", values: ["eu", "us"] },
    keep: code('record["name"] !== null'),
    map: code("const { name, ...rest } = record;\nreturn { ...rest, name: String(name).toUpperCase() };"),
    ...{ paging: PAGED, dedupe: true, sequentialSlices: true, todos: ["Check the regions."] },
    errors: [
      { status: 404, action: { does: "skip", text: "The region is gone." } },
      { status: [400, 403], body: { pattern: "rate/limit", flags: "i" }, action: { does: "rateLimit", afterMs: 1000 } },
    ],
  }),
  stream("latest", {
    ...{ paging: PAGED, query: { sort: "-updated" }, headers: { "x-version": "2" } },
    cursor: { kind: "descending", field: "updated_at", lookback: { amount: 1, unit: "hours" } },
  }),
];

/** Streams that are signed in another way than the source, or not at all. */
const SEVERAL = design(
  "several",
  [
    stream("users", { paging: PAGED }),
    stream("plans", { signedBy: "none", paging: PAGED }),
    stream("teams", {
      ...{ signedBy: "account", path: ["v1/", code("slice.region"), "/teams"], fields: [REGION, ...FIELDS] },
      ...{ slicing: { kind: "list", as: "region", values: ["eu", "us"] }, addParentFields: ["region"] },
    }),
    stream("bills", { signedBy: "billing" }),
  ],
  {
    settings: [secret("api_token"), secret("account_key"), ...CHOICE],
    authenticators: {
      account: { kind: "header", name: "X-Account-Key", key: config("account_key") },
      none: { kind: "none" },
      billing: {
        kind: "choice",
        cases: [
          {
            if: code('config.credentials.auth_type === "token"'),
            auth: { kind: "basic", username: config("credentials.api_token"), password: "" },
          },
          { auth: { kind: "query", name: "id", key: config("credentials.client_id") } },
        ],
      },
    },
  },
);

const OPTIONS: Options = {
  baseUrl: "https://api.acme.example/v2",
  stream: ["users:/v1/users:id", "dates:/v1/dates:uuid,user_id", "tags:/v1/users/{user_id}/tags:id"],
};

const TEXTS = FIELDS.slice(0, 4).map((field) =>
  field.name === "id" ? { ...field, type: { is: "string" } as const } : field,
);
const past = { kind: "page", param: "page", size, pastEnd: 404 } as const;
const decode = (text: string, ...imports: string[]) => new Expression(text, { imports });

/** Bodies that are not JSON, and pages of which the one after the last is refused. */
const FORMS: readonly StreamDesign[] = [
  stream("orders", { paging: past }),
  stream("lines", { recordsAt: "", decode: decode("jsonLines", "jsonLines") }),
  stream("rows", { recordsAt: "", decode: decode('csv({ delimiter: ";" })', "csv"), fields: TEXTS }),
  stream("packed", { recordsAt: "", decode: decode("gzip(csv())", "gzip", "csv"), fields: TEXTS }),
];

/** Lists that have to prove that they are whole, and one of whose records nothing is known. */
const PROOFS: readonly StreamDesign[] = [
  stream("counted", { paging: { kind: "only-page", size, total: "total" } }),
  stream("flagged", { paging: { kind: "only-page", hasMore: "more" } }),
  stream("unknown", { recordsAt: "", fields: [], key: [] }),
  stream("linked", { recordsAt: "", paging: { kind: "proven-link", size } }),
];

/** Names like those of core, of the language and of the API. */
const CLASHES = ["class:/class:id", "map:/map:id", "cursor:/cursor:id", "whole_co:/whole:id"];

/** Every way that the generator knows. */
export const DESIGNS: readonly Design[] = [
  designOf({ ...OPTIONS, name: "acme", auth: "bearer", paging: "cursor", incremental: "updated_at" }),
  designOf({ ...OPTIONS, name: "in-header", auth: "header:X-Token", paging: "page", recordsAt: "result.items" }),
  designOf({ ...OPTIONS, name: "in-query", auth: "query:key", paging: "next-url" }),
  designOf({ ...OPTIONS, name: "basic", auth: "basic", paging: "offset", recordsAt: "." }),
  designOf({ ...OPTIONS, name: "whole", auth: "bearer", paging: "none", stream: CLASHES, title: "2 Whole & Co." }),
  ...PAIRS,
  design("search", [SEARCH], {
    settings: [secret("api_token"), setting("start_date", { type: { is: "string", format: "date-time" } })],
  }),
  design("since", [SINCE]),
  design("open", [stream("items", { paging: PAGED })], { settings: [], auth: { kind: "none" } }),
  SEVERAL,
  design("graph", [graphQl("issues", "nodes"), graphQl("projects", "edges { node }")]),
  design("forms", FORMS),
  design("proofs", PROOFS),
  design("one-page", PROOFS.slice(0, 2)),
  design("after", [
    stream("marks", {
      recordsAt: "",
      paging: { kind: "after-last", field: "id", param: "after", size },
      fields: TEXTS,
    }),
  ]),
  design("ends", [
    stream("stops", { paging: { kind: "offset", param: "from", size, total: "total", hasMore: "next" } }),
  ]),
  design("family", FAMILY, {
    settings: [secret("api_token"), setting("account")],
    headers: { "x-api": "1", "x-account": code("config.account") },
    errors: [{ status: 500, at: "error.code", is: "BUSY", action: { does: "retry", afterMs: 10 } }],
  }),
];
