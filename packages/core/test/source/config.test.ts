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
} from "../../src/source/config.js";

const schema = z.looseObject({
  api_token: secret({ title: "API token", description: "Made under Settings → API." }),
  account: setting({ title: "Account", description: "The part before .example.com." }).optional(),
  pages: z.number().int().optional(),
  archived: z.boolean().optional(),
  login: z.looseObject({ user: z.string() }).optional(),
  base_url: baseUrlSetting,
});

const parse = (input: JsonValue) => parseConfig(schema, input, "my-api");

describe("parseConfig", () => {
  test("gives the config", () => {
    const input = { api_token: "t-1", pages: 5, login: { user: "u" }, base_url: "https://eu.example.com" };
    expect(parse(input)).toEqual({ config: input, unknownKeys: [] });
  });

  test("says of a missing field where to find its value and how the environment may give it", () => {
    expect(() => parse({})).toThrow(ConfigError);
    expect(() => parse({})).toThrow(
      "The config cannot be used. api_token is missing: set it in the config or as MY_API_API_TOKEN. Made under Settings → API.",
    );
  });

  test.each<[string, JsonObject, RegExp]>([
    ["a number for a text", { api_token: 481_516_234 }, /api_token: .*string/],
    ["null for a text", { api_token: null }, /api_token: .*string/],
    ["an empty text", { api_token: "" }, /api_token: /],
    ["an object for a text", { api_token: { s3cr3t: "s3cr3t" } }, /api_token: .*string/],
    ["a text for a number", { api_token: "s3cr3t", pages: "s3cr3t" }, /pages: .*number/],
    ["a fraction for a whole number", { api_token: "s3cr3t", pages: 481.5 }, /pages: .*int/],
    ["a text for a flag", { api_token: "s3cr3t", archived: "s3cr3t" }, /archived: .*boolean/],
    ["a text for an object", { api_token: "s3cr3t", login: "s3cr3t" }, /login: .*object/],
    ["a wrong type inside", { api_token: "s3cr3t", login: { user: 4815 } }, /login\.user: .*string/],
    ["nothing inside", { api_token: "s3cr3t", login: {} }, /login\.user: /],
    [
      "a bad base URL",
      { api_token: "s3cr3t", base_url: "http://s3cr3t.example.com" },
      /base_url: must start with https/,
    ],
  ])("names the field that has %s, and never its value", (_what, input, told) => {
    expect(() => parse(input)).toThrow(ConfigError);
    expect(() => parse(input)).toThrow(told);
    expect(() => parse(input)).not.toThrow(/s3cr3t|4815|481\.5/);
  });

  test("names all that is wrong at once", () => {
    expect(() => parse({ pages: "x", archived: 1 })).toThrow(/api_token is missing.* pages: .* archived: /);
  });

  test.each([[null], ["text"], [[]], [5]])("refuses %j, which is no object", (input) => {
    expect(() => parse(input)).toThrow(new ConfigError("The config must be a JSON object."));
  });

  test("lists keys that it does not know, and passes them on", () => {
    const { config, unknownKeys } = parse({ api_token: "t", api_tokn: "x", toString: 1 });
    expect(unknownKeys).toEqual(["api_tokn", "toString"]);
    expect(config).toHaveProperty("api_tokn", "x");
  });

  test("drops the keys of test tooling without a word", () => {
    const { config, unknownKeys } = parse({ api_token: "t", _limit: 5, _page_size: 10 });
    expect([config, unknownKeys]).toEqual([{ api_token: "t" }, []]);
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
  ])("takes %s", (value) => {
    expect(baseUrlSetting.safeParse(value).success).toBe(true);
  });

  test("may be left out", () => {
    expect(baseUrlSetting.safeParse(undefined).success).toBe(true);
  });

  const TYPED = "must be a URL such as https://api.example.com";
  const SECURE = "must start with https:// (http:// is for loopback addresses only)";
  const SHORT = "must end after the host and port";
  const OPEN = "must not hold credentials; they have settings of their own";

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
  ])("of %s and %s is %s", (prefix, field, expected) => {
    expect(environmentName(prefix, field)).toBe(expected);
  });
});

describe("configFromEnvironment", () => {
  test.each<[string, Record<string, string | undefined>, JsonObject]>([
    ["a text", { MY_API_ACCOUNT: "acme" }, { account: "acme" }],
    ["a text of digits stays a text", { MY_API_API_TOKEN: "12345" }, { api_token: "12345" }],
    ["a text that looks like JSON stays a text", { MY_API_API_TOKEN: '{"a":1}' }, { api_token: '{"a":1}' }],
    ["a text that looks like a flag stays a text", { MY_API_API_TOKEN: "true" }, { api_token: "true" }],
    ["a number", { MY_API_PAGES: "5" }, { pages: 5 }],
    ["a flag", { MY_API_ARCHIVED: "false" }, { archived: false }],
    ["an object", { MY_API_LOGIN: '{"user":"u"}' }, { login: { user: "u" } }],
    ["what cannot be cast stays for the check to refuse", { MY_API_PAGES: "many" }, { pages: "many" }],
    ["a bad base URL stays for the check to refuse", { MY_API_BASE_URL: "http://x.org" }, { base_url: "http://x.org" }],
    ["an empty variable counts as none", { MY_API_ACCOUNT: "" }, {}],
    ["other variables are left alone", { OTHER_ACCOUNT: "x", MY_API_SOMETHING: "y", ACCOUNT: "z" }, {}],
    ["nothing", { MY_API_ACCOUNT: undefined }, {}],
  ])("reads %s", (_what, environment, expected) => {
    expect(configFromEnvironment(schema, "my-api", environment)).toEqual(expected);
  });
});
