import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import { ConfigError } from "../../src/errors/connector-error.js";
import type { JsonObject, JsonValue } from "../../src/protocol/json.js";
import {
  baseUrlSetting,
  configFromEnvironment,
  environmentName,
  parseConfig,
  secret,
  setting,
  withCommonSettings,
} from "../../src/source/config.js";
import { DEFAULT_LIMITS } from "../../src/source/limits.js";

const schema = z.looseObject({
  api_token: secret({ title: "API token", description: "Made under Settings → API." }),
  account: setting({ title: "Account", description: "The part before .example.com." }).optional(),
  pages: z.number().int().optional(),
  archived: z.boolean().optional(),
  login: z.looseObject({ user: z.string(), team: z.string().min(1).optional() }).optional(),
  base_url: baseUrlSetting,
});

const parse = (input: JsonValue) => parseConfig(schema, input, "my-api");

describe("parseConfig", () => {
  test("returns the config", () => {
    const input = { api_token: "t-1", pages: 5, login: { user: "u" }, base_url: "https://eu.example.com" };
    expect(parse(input)).toEqual({ config: input, unknownKeys: [] });
  });

  test("says where to find the value of a missing field and which environment variable sets it", () => {
    expect(() => parse({})).toThrow(ConfigError);
    expect(() => parse({})).toThrow(
      "The config cannot be used. api_token is missing: set it in the config or as MY_API_API_TOKEN. Made under Settings → API.",
    );
  });

  test.each<[string, JsonObject, RegExp]>([
    ["a number instead of a text", { api_token: 481_516_234 }, /api_token: .*string/],
    ["null although it is required", { api_token: null }, /api_token is missing: .* MY_API_API_TOKEN/],
    ["an empty text although it is required", { api_token: "" }, /api_token is missing: .* MY_API_API_TOKEN/],
    ["blanks although it is required", { api_token: " \n" }, /api_token is missing: .* MY_API_API_TOKEN/],
    ["an object instead of a text", { api_token: { s3cr3t: "s3cr3t" } }, /api_token: .*string/],
    ["a text instead of a number", { api_token: "s3cr3t", pages: "s3cr3t" }, /pages: .*number/],
    ["a fraction instead of a whole number", { api_token: "s3cr3t", pages: 481.5 }, /pages: .*int/],
    ["a text instead of a flag", { api_token: "s3cr3t", archived: "s3cr3t" }, /archived: .*boolean/],
    ["a text instead of an object", { api_token: "s3cr3t", login: "s3cr3t" }, /login: .*object/],
    ["a wrong type inside", { api_token: "s3cr3t", login: { user: 4815 } }, /login\.user: .*string/],
    ["nothing inside", { api_token: "s3cr3t", login: {} }, /login\.user: /],
    [
      "a bad base URL",
      { api_token: "s3cr3t", base_url: "http://s3cr3t.example.com" },
      /base_url: must start with https/,
    ],
  ])("names the field that has %s, and never its value", (_what, input, message) => {
    expect(() => parse(input)).toThrow(ConfigError);
    expect(() => parse(input)).toThrow(message);
    expect(() => parse(input)).not.toThrow(/s3cr3t|4815|481\.5/);
  });

  test.each([null, "", "  "])("treats %j as a setting that is not given", (nothing) => {
    const input = { api_token: "t", account: nothing, pages: nothing, archived: nothing, base_url: nothing };
    expect(parse({ ...input, login: nothing })).toEqual({ config: { api_token: "t" }, unknownKeys: [] });
    expect(parse({ ...input, login: { user: "u", team: nothing } }).config).toEqual({
      api_token: "t",
      login: { user: "u" },
    });
  });

  test.each([null, ""])("treats %j as not given in the common settings, even nested ones", (nothing) => {
    const common = withCommonSettings(z.looseObject({ region: z.enum(["US", "EU"]).default("US") }));
    const limits = { attempts: nothing, requests_per_minute: nothing, retry_minutes: 5 };
    const { config } = parseConfig(common, { region: nothing, concurrency: nothing, checks: nothing, limits });
    expect(config).toMatchObject({ region: "US", limits: { attempts: 7, retry_minutes: 5 } });
    expect(config.limits).not.toHaveProperty("requests_per_minute");
    expect(Object.keys(config).sort()).toEqual(["limits", "region"]);
    expect(parseConfig(common, { limits: nothing }).config).toEqual({ region: "US", limits: DEFAULT_LIMITS });
  });

  test("treats an empty setting as not given inside a choice and a list", () => {
    const oauth = z.looseObject({
      kind: z.literal("oauth"),
      token: z.string().min(1),
      scope: z.string().min(1).optional(),
    });
    const key = z.looseObject({ kind: z.literal("key"), key: z.string().min(1) });
    const chosen = z.looseObject({ login: z.discriminatedUnion("kind", [key, oauth]), all: z.array(oauth).optional() });
    const login = { kind: "oauth", token: "t", scope: null };
    const { config } = parseConfig(chosen, { login, all: [login] });
    expect(config).toEqual({ login: { kind: "oauth", token: "t" }, all: [{ kind: "oauth", token: "t" }] });
    expect(() => parseConfig(chosen, { login: { ...login, token: "" } })).toThrow(/login/);
  });

  test("ignores a key named __proto__", () => {
    const input = JSON.parse('{"api_token":"t","__proto__":{"base_url":"http://example.com"}}') as JsonObject;
    expect(parse(input).unknownKeys).toEqual(["__proto__"]);
  });

  test("keeps an empty text if the setting is required and may be empty", () => {
    const prefixed = z.looseObject({ prefix: z.string(), note: z.string().nullable() });
    expect(parseConfig(prefixed, { prefix: "", note: null }).config).toEqual({ prefix: "", note: null });
  });

  test.each([" t-1\n", "\tt-1", "\ufefft-1 \r\n", "t-1\u00a0"])("trims the pasted secret %j", (pasted) => {
    expect(parse({ api_token: pasted }).config).toEqual({ api_token: "t-1" });
  });

  test("reports all errors at once", () => {
    expect(() => parse({ pages: "x", archived: 1 })).toThrow(/api_token is missing.* pages: .* archived: /);
  });

  test.each([[null], ["text"], [[]], [5]])("refuses %j, which is not an object", (input) => {
    expect(() => parse(input)).toThrow(new ConfigError("The config must be a JSON object."));
  });

  test("lists unknown keys and keeps them", () => {
    const { config, unknownKeys } = parse({ api_token: "t", api_tokn: "x", toString: 1 });
    expect(unknownKeys).toEqual(["api_tokn", "toString"]);
    expect(config).toHaveProperty("api_tokn", "x");
  });

  test("silently drops the keys of test tooling", () => {
    const { config, unknownKeys } = parse({ api_token: "t", _limit: 5, _page_size: 10 });
    expect(config).toEqual({ api_token: "t" });
    expect(unknownKeys).toEqual([]);
  });
});

describe("baseUrlSetting", () => {
  test.each([
    "https://api.example.com",
    "https://api.example.com/",
    "https://api.example.com:8443",
    "HTTPS://API.example.com",
    "https://[2001:db8::1]",
    "http://localhost:3000",
    "http://127.0.0.1:3000/",
    "http://127.1.2.3",
    "http://[::1]:3000",
  ])("accepts %s", (value) => {
    expect(baseUrlSetting.safeParse(value).success).toBe(true);
  });

  test("is optional", () => {
    expect(baseUrlSetting.safeParse(undefined).success).toBe(true);
  });

  const TYPED = "must be a URL such as https://api.example.com";
  const SECURE = "must start with https:// (http:// is for loopback addresses only)";
  const SHORT = "must end after the host and port";
  const OPEN = "must not contain credentials; they have settings of their own";

  test.each([
    ["", TYPED],
    ["api.example.com", TYPED],
    ["//api.example.com", TYPED],
    ["https://", TYPED],
    ["https://my company.example.com", TYPED],
    ["http://api.example.com", SECURE],
    ["http://localhost.example.com", SECURE],
    ["http://127.0.0.1.example.com", SECURE],
    ["http://0.0.0.0:80", SECURE],
    ["http://10.0.0.1", SECURE],
    ["ftp://api.example.com", SECURE],
    ["file:///etc/passwd", SECURE],
    ["javascript:alert(1)", SECURE],
    ["https://user:pass@api.example.com", OPEN],
    ["https://user@api.example.com", OPEN],
    ["https://api.example.com/v1", SHORT],
    ["https://api.example.com//", SHORT],
    ["https://api.example.com?a=1", SHORT],
    ["https://api.example.com?", SHORT],
    ["https://api.example.com/#", SHORT],
    ["https://api.example.com#x", SHORT],
    [" https://api.example.com", SHORT],
    ["https://api.example.com\n", SHORT],
    ["https:\\\\api.example.com\\", SHORT],
  ])("refuses %j, which %s", (value, problem) => {
    const { error } = baseUrlSetting.safeParse(value);
    expect(error?.issues.map(({ message }) => message)).toEqual([problem]);
  });
});

describe("environmentName", () => {
  test.each([
    ["CONFIGCAT", "base_url", "CONFIGCAT_BASE_URL"],
    ["configcat", "username", "CONFIGCAT_USERNAME"],
    ["my-api", "api.token", "MY_API_API_TOKEN"],
  ])("builds the variable of %s and %s: %s", (prefix, field, expected) => {
    expect(environmentName(prefix, field)).toBe(expected);
  });
});

describe("configFromEnvironment", () => {
  test.each<[string, Record<string, string | undefined>, JsonObject]>([
    ["a text", { MY_API_ACCOUNT: "acme" }, { account: "acme" }],
    ["a text of digits as a text", { MY_API_API_TOKEN: "12345" }, { api_token: "12345" }],
    ["a text that looks like JSON as a text", { MY_API_API_TOKEN: '{"a":1}' }, { api_token: '{"a":1}' }],
    ["a text that looks like a flag as a text", { MY_API_API_TOKEN: "true" }, { api_token: "true" }],
    ["a number", { MY_API_PAGES: "5" }, { pages: 5 }],
    ["a flag", { MY_API_ARCHIVED: "false" }, { archived: false }],
    ["an object", { MY_API_LOGIN: '{"user":"u"}' }, { login: { user: "u" } }],
    ["a value that cannot be cast, for the check to refuse", { MY_API_PAGES: "many" }, { pages: "many" }],
    ["a bad base URL, for the check to refuse", { MY_API_BASE_URL: "http://x.org" }, { base_url: "http://x.org" }],
    ["an empty variable as not set", { MY_API_ACCOUNT: "" }, {}],
    ["no other variables", { OTHER_ACCOUNT: "x", MY_API_SOMETHING: "y", ACCOUNT: "z" }, {}],
    ["nothing", { MY_API_ACCOUNT: undefined }, {}],
  ])("reads %s", (_what, environment, expected) => {
    expect(configFromEnvironment(schema, "my-api", environment)).toEqual(expected);
  });
});
