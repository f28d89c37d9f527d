import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { designOf } from "./src/answers/design.js";
import type { Design, StreamDesign } from "./src/design/design.js";
import { Expression } from "./src/design/expression.js";
import type { AuthDesign } from "./src/design/auth.js";
import type { PagingDesign } from "./src/design/paging.js";
import { connectorFiles, projectFiles } from "./src/write/files.js";
import { formatted } from "./src/write/format.js";

const e = (code: string, imports: string[] = []) => new Expression(code, { imports });
const secret = (name: string, more: object = {}) => ({ name, title: name, description: "Where.", type: { is: "string" } as const, isSecret: true, ...more });
const text = (name: string, more: object = {}) => ({ name, title: name, description: "Where.", type: { is: "string" } as const, ...more });
const fields = [{ name: "id", type: { is: "integer" } }, { name: "name", type: { is: "string" } }, { name: "updated_at", type: { is: "timestamp" } }, { name: "tags", type: { is: "array", of: { is: "object", fields: [{name: "a-b", type: {is: "number"}}] } } }, { name: "open", type: { is: "openObject" } }, { name: "any", type: { is: "json" } }] as const;
const bearer = { settings: [secret("api_token")], auth: { kind: "bearer", token: [e("config.api_token")] } as AuthDesign };
const size = { param: "limit", value: 100 };
const stream = (name: string, more: Partial<StreamDesign> = {}): StreamDesign => ({ name, description: `The ${name}.`, path: `v1/${name}`, recordsAt: "data", fields, key: ["id"], paging: { kind: "none" }, ...more });
const make = (name: string, streams: StreamDesign[], more: Partial<Design> = {}): Design => ({ name, title: name, baseUrl: "https://api.acme.example", documentationUrl: "https://acme.example", ...bearer, streams, ...more });
const paging: Record<string, PagingDesign> = {
  page: { kind: "page", param: "page", size, hasMore: "meta.more", total: "meta.count", start: 0 },
  offset: { kind: "offset", param: "offset", size, stopsShort: true },
  cursor: { kind: "cursor", param: "cursor", at: "meta.next", size, hasMore: "meta.more" },
  nexturl: { kind: "next-url", at: "links.next", size, keepsQuery: true },
  linkheader: { kind: "link-header", size },
  headertoken: { kind: "header-token", header: "X-Next", param: "X-Page", in: "header" },
  afterlast: { kind: "after-last", field: "id", param: "after", size, hasMore: "has_more" },
  pastend: { kind: "page", param: "page", pastEnd: 404, startsBare: true },
};
const designs: Design[] = [];
const opt = (name: string, auth: string, paging: string, more: object = {}) => designs.push(designOf({ name, baseUrl: "https://api.acme.example/v2", auth, paging, stream: ["users:/v1/users:id", "dates:/v1/dates:uuid,user_id", "tags:/v1/users/{user_id}/tags:id"], ...more }));
opt("acme", "bearer", "cursor", { incremental: "updated_at" });
opt("in-header", "header:X-Token", "page", { recordsAt: "result.items" });
opt("inquery", "query:key", "next-url");
opt("basic", "basic", "offset", { recordsAt: "." });
opt("whole", "bearer", "none", { stream: ["class:/class:id", "map:/map:id", "cursor:/cursor:id", "whole:/whole:id"], title: "2 Whole & Co." });
for (const [kind, one] of Object.entries(paging)) designs.push(make(`p-${kind}`, [stream("items", { paging: one, ...(kind === "linkheader" ? { recordsAt: "" } : {}) })]));
designs.push(make("p-body", [stream("search", { method: "POST", body: { as: "json", content: { filter: { state: "open" } } }, paging: { kind: "cursor", at: "paging.next.after", param: "page.after", in: "body", size: { param: "page.limit", value: 50, in: "body" } }, cursor: { kind: "window", field: "updated_at", from: { param: "filter.from", in: "body" }, to: { param: "filter.to", in: "body" }, as: "epochMillis", width: { amount: 30, unit: "days" }, earliest: e("config.start_date") } })], { settings: [secret("api_token"), text("start_date", { type: { is: "string", format: "date-time" } })] }));
designs.push(make("graph", [stream("issues", { method: "POST", path: "graphql", document: "query Issues($first: Int!, $after: String) {\n  issues(first: $first, after: $after) { nodes { id name updated_at } pageInfo { hasNextPage endCursor } }\n}", recordsAt: "data.issues.nodes", fields: fields.slice(0, 3), paging: { kind: "relay", at: "data.issues", size: { param: "first", value: 50 } } }), stream("edges", { path: "graphql", document: "query Edges($first: Int!, $after: String) {\n  edges(first: $first, after: $after) { edges { node { id name } } pageInfo { hasNextPage endCursor } }\n}", recordsAt: "data.edges.edges.*.node", fields: fields.slice(0, 2), paging: { kind: "relay", at: "data.edges", size: { param: "first", value: 50 } } })]));
const oauth = { url: "https://auth.acme.example/oauth/token", clientId: [e("config.client_id")], clientSecret: [e("config.client_secret")] };
designs.push(make("refresh", [stream("items", { paging: paging["cursor"]! })], { settings: [text("client_id"), secret("client_secret"), secret("refresh_token")], auth: { kind: "oauth-refresh", ...oauth, refreshToken: [e("config.refresh_token")] } }));
designs.push(make("rotates", [stream("items", { paging: paging["page"]! })], { settings: [{ name: "credentials", title: "C", description: "D.", type: { is: "object", settings: [text("client_id"), secret("client_secret"), secret("refresh_token"), secret("access_token", { isOptional: true }), text("token_expires_at", { isOptional: true })] } }], auth: { kind: "oauth-refresh", url: "oauth/token", clientId: [e("config.credentials.client_id")], clientSecret: [e("config.credentials.client_secret")], refreshToken: [e("config.credentials.refresh_token")], rotates: { refreshToken: "credentials.refresh_token", accessToken: "credentials.access_token", expiresAt: "credentials.token_expires_at" } } }));
designs.push(make("clientcred", [stream("items", { paging: paging["nexturl"]! })], { settings: [text("client_id"), secret("client_secret")], auth: { kind: "client-credentials", ...oauth, scope: "read write", parameters: { audience: "x" }, fields: { accessToken: "data.token" } } }));
designs.push(make("session", [stream("items", { paging: paging["offset"]! })], { settings: [text("username"), secret("password")], auth: { kind: "session", url: "/login", body: { as: "json", content: { username: e("config.username"), password: e("config.password") } }, tokenAt: "session.token", sendAs: { header: "X-Session" } } }));
designs.push(make("jwt", [stream("items", { paging: paging["cursor"]! })], { settings: [text("issuer"), secret("private_key")], auth: { kind: "jwt", algorithm: "RS256", key: [e("config.private_key")], claims: { iss: e("config.issuer") } } }));
designs.push(make("choice", [stream("items", { paging: paging["cursor"]! })], { settings: [{ name: "credentials", title: "C", description: "D.", type: { is: "choice", by: "auth_type", forms: [ { value: "oauth2", title: "OAuth", settings: [text("client_id"), secret("client_secret"), secret("refresh_token")] }, { value: "token", title: "Token", settings: [secret("api_token")] }] } }], auth: { kind: "choice", cases: [{ if: e('config.credentials.auth_type === "oauth2"'), auth: { kind: "oauth-refresh", url: oauth.url, clientId: [e("config.credentials.client_id")], clientSecret: [e("config.credentials.client_secret")], refreshToken: [e("config.credentials.refresh_token")] } }, { auth: { kind: "bearer", token: [e("config.credentials.api_token")] } }] } }));
designs.push(make("family", [
  stream("teams", { isHidden: true, paging: paging["page"]! }),
  stream("members", { path: ["v1/teams/", e('slice["team_id"]'), "/members"], slicing: { kind: "parent", stream: "teams", values: { team_id: "id" } }, addParentFields: ["team_id"], fields: [{ name: "team_id", type: { is: "integer" } }, ...fields], paging: paging["page"]!, cursor: { kind: "since", field: "updated_at", from: { param: "since" }, as: "epochSeconds", lookback: { amount: 5, unit: "minutes" } } }),
  stream("stats", { path: "v1/stats", query: { region: e("slice.region"), team: e("slice.team_id"), kind: "full" }, slicing: { kind: "product", of: [{ kind: "list", as: "region", values: ["eu", "us"] }, { kind: "parent", stream: "teams", values: { team_id: "id" }, keep: e('record["name"] !== "x"') }] }, addParentFields: ["region", "team_id"], fields: [{ name: "team_id", type: { is: "integer" } }, { name: "region", type: { is: "string" } }, ...fields] }),
  stream("regions", { path: ["v1/regions/", e("slice.region"), "/x"], slicing: { kind: "list", as: "region", values: ["eu", "us"] }, keep: e('record["name"] !== null'), map: e("const { name, ...rest } = record;\nreturn { ...rest, name: `${String(name)}!` };"), paging: paging["cursor"]!, dedupe: true, sequentialSlices: true, errors: [{ status: 404, action: { does: "skip", text: "Gone." } }, { status: [400, 403], body: { pattern: "rate/limit", flags: "i" }, action: { does: "rateLimit", afterMs: 1000 } }], todos: ["Check it."] }),
  stream("latest", { paging: paging["cursor"]!, query: { sort: "-updated" }, headers: { "x-version": "2" }, cursor: { kind: "descending", field: "updated_at", lookback: { amount: 1, unit: "hours" } } }),
], { headers: { "x-api": "1", "x-account": e("config.account") }, settings: [secret("api_token"), text("account")], errors: [{ status: 500, at: "error.code", is: "BUSY", action: { does: "retry", afterMs: 10 } }] }));
const only = process.argv.slice(2);
for (const design of designs.filter(({ name }) => only.length === 0 || only.includes(name))) {
  const project = { kind: "workspace", testRunner: "jest", versions: { "@sluice/core": "0.1.0", "@sluice/testkit": "0.1.0", zod: "^4.0.0" } } as const;
  const files = await formatted({ ...connectorFiles(design, project), ...projectFiles(design, project) });
  await rm(`dist/try/source-${design.name}`, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(`dist/try/source-${design.name}/${path}`), { recursive: true });
    await writeFile(`dist/try/source-${design.name}/${path}`, text);
  }
}
