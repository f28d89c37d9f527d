import { expect, test } from "@jest/globals";
import type { AuthDesign } from "../../src/index.js";
import { ANIMAL, array, documentOf, get, read } from "./documents.js";

type Json = Readonly<Record<string, unknown>>;

const PATHS = { "/animals": get(array(ANIMAL)) };
const KEY = { type: "apiKey", in: "header", name: "X-Zoo-Key" };
const setting = (name: string) => [expect.objectContaining({ code: `config.${name}` })];

async function authOf(securitySchemes: Json, security?: readonly Json[]): Promise<AuthDesign> {
  const { design } = await read(
    documentOf(PATHS, { components: { securitySchemes }, ...(security !== undefined && { security }) }),
  );
  return design.auth;
}

test.each<[string, Json, object]>([
  ["a bearer token", { type: "http", scheme: "Bearer" }, { kind: "bearer", token: setting("api_token") }],
  [
    "a user name and a password",
    { type: "http", scheme: "basic" },
    { kind: "basic", username: setting("username"), password: setting("password") },
  ],
  ["a header", KEY, { kind: "header", name: "X-Zoo-Key", key: setting("api_key") }],
  [
    "a header with a prefix",
    { ...KEY, name: "Authorization", description: "`Token <your key>`" },
    { kind: "header", name: "Authorization", key: ["Token ", ...setting("api_key")] },
  ],
  [
    "a bearer token that is declared as a header",
    { ...KEY, name: "Authorization", description: "Bearer token" },
    { kind: "bearer" },
  ],
  ["a parameter of the query", { type: "apiKey", in: "query", name: "key" }, { kind: "query", name: "key" }],
  [
    "a cookie",
    { type: "apiKey", in: "cookie", name: "sid" },
    { kind: "headers", headers: { cookie: ["sid=", ...setting("api_key")] } },
  ],
  [
    "client credentials",
    { type: "oauth2", flows: { clientCredentials: { tokenUrl: "https://id.zoo.example/token" } } },
    { kind: "client-credentials", url: "https://id.zoo.example/token" },
  ],
  [
    "a refresh token",
    {
      type: "oauth2",
      flows: { authorizationCode: { authorizationUrl: "https://zoo.example", tokenUrl: "/oauth/token" } },
    },
    { kind: "oauth-refresh", url: "https://api.zoo.example/oauth/token", refreshToken: setting("refresh_token") },
  ],
  ["OpenID Connect", { type: "openIdConnect" }, { kind: "bearer", token: setting("access_token") }],
])("signs requests by %s", async (_, scheme, auth) => {
  expect(await authOf({ "the one": scheme }, [{ "the one": [] }])).toMatchObject(auth);
});

test("sends several headers where all are needed", async () => {
  const auth = await authOf({ apiKey: KEY, appKey: { ...KEY, name: "X-App" } }, [{ apiKey: [], appKey: [] }]);
  expect(auth).toEqual({ kind: "headers", headers: { "X-Zoo-Key": setting("api_key"), "X-App": setting("app_key") } });
});

test("prefers credentials that need no browser", async () => {
  const login = {
    type: "oauth2",
    flows: { authorizationCode: { authorizationUrl: "https://zoo.example", tokenUrl: "https://zoo.example/token" } },
  };
  expect(await authOf({ login, key: KEY }, [{ login: [] }, { key: [] }])).toMatchObject({ kind: "header" });
});

test("says so where the document declares no credentials", async () => {
  const { design, report } = await read(documentOf(PATHS));
  expect(design.auth).toEqual({ kind: "none" });
  expect(report.notes).toEqual(["The document declares no credentials: add them if the API needs some."]);
});

test("makes a setting of a variable in the host, and takes the default of one in the path", async () => {
  const variables = { site: { default: "eu", enum: ["eu", "us"] }, version: { default: "v3" } };
  const { design } = await read(
    documentOf(PATHS, { servers: [{ url: "https://{site}.zoo.example/{version}", variables }] }),
  );
  expect(design.baseUrl).toEqual(["https://", expect.objectContaining({ code: "config.site" }), ".zoo.example"]);
  expect(design.settings).toMatchObject([{ name: "site", type: { is: "enum", values: ["eu", "us"] }, default: "eu" }]);
  expect(design.streams[0]?.path).toBe("v3/animals");
});

test("takes the server that is not a sandbox", async () => {
  const servers = [
    { url: "http://localhost:3000" },
    { url: "https://sandbox.zoo.example" },
    { url: "https://zoo.example" },
  ];
  const { design } = await read(documentOf(PATHS, { servers }));
  expect(design.baseUrl).toBe("https://zoo.example");
});

test("needs a base URL where the document has no server, and keeps the path of one that it has", async () => {
  await expect(read(documentOf(PATHS, { servers: [] }))).rejects.toThrow("Add --base-url");
  await expect(read(documentOf(PATHS, { servers: [{ url: "/v2" }] }))).rejects.toThrow("Add --base-url");
  const { design } = await read(documentOf(PATHS, { servers: [{ url: "/v2" }] }), { baseUrl: "https://zoo.example" });
  expect([design.baseUrl, design.streams[0]?.path]).toEqual(["https://zoo.example", "v2/animals"]);
  await expect(read(documentOf(PATHS), { baseUrl: "zoo.example" })).rejects.toThrow("Write scheme and host");
});

test("sends a list that has a server of its own there", async () => {
  const paths = { ...PATHS, "/files": get(array(ANIMAL), {}, { servers: [{ url: "https://files.zoo.example/api" }] }) };
  const { design } = await read(documentOf(paths));
  expect(design.origins).toEqual(["https://files.zoo.example"]);
  expect(design.streams[1]).toMatchObject({ baseUrl: "https://files.zoo.example", path: "api/files" });
});

test("names the connector after the API", async () => {
  const { design } = await read(documentOf(PATHS));
  expect([design.name, design.title]).toEqual(["zoo-keeper", "Zoo Keeper"]);
  const { design: named } = await read(documentOf(PATHS), { name: "zoo", title: "The Zoo" });
  expect([named.name, named.title]).toEqual(["zoo", "The Zoo"]);
});

test.each([
  ["The Zoo Keeper API", "zoo-keeper"],
  ["Zoo Public REST API v2.1 reference", "zoo"],
  ["Zoo Web API with examples of all animals", "zoo"],
  ["Zoo API (Preview)", "zoo"],
  ["Zoo - tickets and more", "zoo"],
  ["Zoo-Keeper API", "zoo-keeper"],
])("names the connector after the vendor in the title %j: %s", async (title, name) => {
  const { design } = await read(documentOf(PATHS, { info: { title, version: "1" } }));
  expect(design.name).toBe(name);
});

test.each([
  ["API Reference", "https://eu.api.wild-life.co.uk/v2", "wild-life"],
  ["Management API", "https://{region}.wildlife.example:8443", "wildlife"],
  ["", "https://127.0.0.2/v2", "api"],
])("names the connector of the title %j after the domain of %s: %s", async (title, url, name) => {
  const { design } = await read(documentOf(PATHS, { info: { title, version: "1" }, servers: [{ url }] }));
  expect(design.name).toBe(name);
});
