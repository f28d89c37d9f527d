/** Client credentials, session tokens and signed tokens. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeApi } from "@sluice/testkit";
import { jwtVerify } from "jose";
import { ClientCredentialsAuth } from "../../src/auth/client-credentials.js";
import { JwtAuth, type JwtAuthOptions } from "../../src/auth/jwt.js";
import { SessionTokenAuth } from "../../src/auth/session-token.js";
import type { TokenAuth } from "../../src/auth/token-auth.js";
import { ConfigError } from "../../src/errors/connector-error.js";
import { form, json } from "../../src/http/request-body.js";
import { clientOf, everythingIn, rejectionOf } from "../support/client.js";
import { type TestRun, type TokenServer, testRun, tokenServer } from "../support/token-server.js";

let api: FakeApi;
let tokens: TokenServer;
let run: TestRun;

beforeEach(async () => {
  api = (await FakeApi.start()).get("/items", () => ({ json: [] }));
  tokens = await tokenServer((_request, count) => ({ json: { access_token: `access-${count}`, expires_in: "3600" } }));
  run = testRun(api.url);
});

afterEach(() => Promise.all([api.close(), tokens.close()]));

function sender(auth: TokenAuth) {
  const { client } = clientOf(api.url, { authenticator: run.connect(auth) }, run.clock);
  return () => client.send(client.request("items"), "items");
}

const sent = (header = "authorization") => api.requests.map(({ headers }) => headers[header]);

describe("ClientCredentialsAuth", () => {
  test("gets a token with the client's ID and secret, and another one when it expires", async () => {
    const send = sender(
      new ClientCredentialsAuth({ url: tokens.url, clientId: "id", clientSecret: "secret", scopes: ["read"] }),
    );
    await send();
    await run.clock.sleep(3_600_000);
    await send();
    expect(tokens.requests[0]?.form).toEqual({
      grant_type: "client_credentials",
      client_id: "id",
      client_secret: "secret",
      scope: "read",
    });
    expect(sent()).toEqual(["Bearer access-1", "Bearer access-2"]);
  });

  test("causes a ConfigError that names the client if it is refused", async () => {
    tokens.answer(() => ({ status: 401, json: { error: "invalid_client" } }));
    const error = await rejectionOf(
      sender(new ClientCredentialsAuth({ url: tokens.url, clientId: "id", clientSecret: "secret" }))(),
    );
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(/HTTP 401 \(invalid_client\)\. Check the client ID and the client secret/);
  });
});

describe("SessionTokenAuth", () => {
  const login = { username: "user", password: "pass word" };

  test("logs in with JSON and sends the token at a path of the reply in a header", async () => {
    tokens.answer((_request, count) => ({ json: { data: { token: `session-${count}` } } }));
    const sendAs = { header: "x-session-token" };
    const send = sender(
      new SessionTokenAuth({ url: `${tokens.url}/login`, body: json(login), tokenAt: "data.token", sendAs }),
    );
    await send();
    await send();
    expect(tokens.requests.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ["POST", "/login", login],
    ]);
    expect(sent("x-session-token")).toEqual(["session-1", "session-1"]);
  });

  test("logs in with a form, and again after the time that the vendor documents", async () => {
    tokens.answer((_request, count) => ({ json: { token: `session-${count}` } }));
    const options = { url: tokens.url, body: form(login), headers: { "x-app": "a" }, tokenAt: "token" };
    const send = sender(new SessionTokenAuth({ ...options, lifetimeMinutes: 30 }));
    await send();
    await run.clock.sleep(30 * 60_000);
    await send();
    expect(tokens.requests[0]?.form).toEqual(login);
    expect(tokens.requests[0]?.headers["x-app"]).toBe("a");
    expect(sent()).toEqual(["Bearer session-1", "Bearer session-2"]);
  });

  test("logs in again at the time that the reply says, by the server's clock", async () => {
    const serverMs = run.clock.now() - 86_400_000; // its clock is a day slow
    tokens.answer((_request, count) => ({
      headers: { date: new Date(serverMs).toUTCString() },
      json: { token: `session-${count}`, until: new Date(serverMs + 600_000).toISOString() },
    }));
    const send = sender(new SessionTokenAuth({ url: tokens.url, tokenAt: "token", expiresAt: "until" }));
    await send();
    await run.clock.sleep(500_000);
    await send();
    await run.clock.sleep(100_000);
    await send();
    expect(sent()).toEqual(["Bearer session-1", "Bearer session-1", "Bearer session-2"]);
  });

  test("causes a ConfigError that names the login if it is refused", async () => {
    tokens.answer(() => ({ status: 403, json: { message: "no" } }));
    const error = await rejectionOf(sender(new SessionTokenAuth({ url: tokens.url, tokenAt: "token" }))());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(/the credentials were refused\. Check the user name and the password/);
  });
});

describe("JwtAuth", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = (key: KeyObject, type: "pkcs8" | "pkcs1" = "pkcs8") => key.export({ type, format: "pem" }).toString();
  const secret = Buffer.from("a".repeat(32));
  const claims = { iss: "issuer", aud: "audience" };

  test.each<[string, Pick<JwtAuthOptions, "algorithm" | "key" | "keyAs">, Parameters<typeof jwtVerify>[1]]>([
    ["HS256", { algorithm: "HS256", key: secret.toString() }, secret],
    ["HS256 with a key in base64", { algorithm: "HS256", key: secret.toString("base64"), keyAs: "base64" }, secret],
    ["HS256 with a key in hex", { algorithm: "HS256", key: secret.toString("hex"), keyAs: "hex" }, secret],
    ["RS256", { algorithm: "RS256", key: pem(rsa.privateKey) }, rsa.publicKey],
    ["RS256 with an older form of the key", { algorithm: "RS256", key: pem(rsa.privateKey, "pkcs1") }, rsa.publicKey],
    [
      "RS256 with escaped line breaks",
      { algorithm: "RS256", key: pem(rsa.privateKey).replaceAll("\n", "\\n") },
      rsa.publicKey,
    ],
    ["ES256", { algorithm: "ES256", key: pem(ec.privateKey) }, ec.publicKey],
  ])("signs with %s", async (_what, key, verifier) => {
    await sender(new JwtAuth({ ...key, keyId: "kid-1", claims }))();
    const token = String(sent()[0]).replace("Bearer ", "");
    const { payload, protectedHeader } = await jwtVerify(token, verifier, { currentDate: new Date(run.clock.now()) });
    expect(protectedHeader).toEqual({ typ: "JWT", kid: "kid-1", alg: key.algorithm });
    expect(payload).toMatchObject(claims);
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300);
    expect(run.masked).toContain(token);
  });

  test("signs another token before the first expires, with claims of its own", async () => {
    let count = 0;
    const own = () => ({ jti: `id-${++count}` });
    const send = sender(new JwtAuth({ algorithm: "HS256", key: "k".repeat(32), claims: own, lifetimeSeconds: 100 }));
    await send();
    await run.clock.sleep(89_000);
    await send();
    await run.clock.sleep(2_000);
    await send();
    const ids = sent().map((header) =>
      JSON.parse(Buffer.from(String(header).split(".")[1] ?? "", "base64").toString()),
    );
    expect(ids.map(({ jti }) => jti)).toEqual(["id-1", "id-1", "id-2"]);
    expect(tokens.requests).toEqual([]);
  });

  test("exchanges the token as an assertion if there is an address", async () => {
    const key = { algorithm: "ES256", key: pem(ec.privateKey) };
    await sender(new JwtAuth({ ...key, claims, url: tokens.url, parameters: { scope: "read" } }))();
    const { grant_type: grant, assertion = "", scope } = tokens.requests[0]?.form ?? {};
    expect([grant, scope]).toEqual(["urn:ietf:params:oauth:grant-type:jwt-bearer", "read"]);
    await jwtVerify(assertion, ec.publicKey, { currentDate: new Date(run.clock.now()) });
    expect(run.masked).toEqual(expect.arrayContaining([assertion, "access-1"]));
    expect(sent()).toEqual(["Bearer access-1"]);
  });

  test.each([
    ["RS256", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN"],
    ["RS256", pem(ec.privateKey)],
    ["HS256", ""],
    ["XX999", pem(rsa.privateKey)],
  ])("causes a ConfigError that does not show the key, for %s with a key that does not fit", async (algorithm, key) => {
    const error = await rejectionOf(sender(new JwtAuth({ algorithm, key, claims }))());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(new RegExp(`No token could be signed with ${algorithm}`));
    expect(everythingIn(error)).not.toContain("MII");
  });
});
