import { describe, expect, test } from "@jest/globals";
import * as z from "zod";
import type { JsonObject } from "../../src/protocol/json.js";
import { secretsIn } from "../../src/schema/secrets.js";
import { secret, setting } from "../../src/source/config.js";

const SECRET = { title: "T", description: "D" };

const flat = z.looseObject({ token: secret(SECRET), account: setting(SECRET) });
const optional = z.looseObject({ token: secret(SECRET).optional(), other: secret(SECRET).nullish() });
const nested = z.looseObject({ login: z.looseObject({ password: secret(SECRET), user: setting(SECRET) }).nullish() });
const listed = z.looseObject({ keys: z.array(z.looseObject({ key: secret(SECRET) })) });
const choice = z.looseObject({
  credentials: z.discriminatedUnion("kind", [
    z.looseObject({ kind: z.literal("token"), api_token: secret(SECRET) }),
    z.looseObject({ kind: z.literal("oauth"), refresh_token: secret(SECRET) }),
  ]),
});
const either = z.looseObject({
  credentials: z.union([z.looseObject({ token: secret(SECRET) }), z.looseObject({ password: secret(SECRET) })]),
});

describe("secretsIn", () => {
  test.each<[string, z.ZodObject, JsonObject, string[]]>([
    ["a top-level secret", flat, { token: "t-1", account: "a" }, ["t-1"]],
    ["nothing if it is missing", flat, { account: "a" }, []],
    ["nothing if it is null", flat, { token: null }, []],
    ["optional secrets", optional, { token: "t-1", other: "t-2" }, ["t-1", "t-2"]],
    ["a nested secret", nested, { login: { password: "p", user: "u" } }, ["p"]],
    ["secrets in a list", listed, { keys: [{ key: "k1" }, { key: "k2" }] }, ["k1", "k2"]],
    ["the secret of the chosen login", choice, { credentials: { kind: "token", api_token: "t" } }, ["t"]],
    ["the secret of the other login", choice, { credentials: { kind: "token", refresh_token: "r" } }, ["r"]],
    ["the secret of an untagged choice", either, { credentials: { password: "p" } }, ["p"]],
    ["a number instead of a text", flat, { token: 123456 }, ["123456"]],
    ["a flag instead of a text", flat, { token: true }, ["true"]],
    ["all scalars of an object instead of a text", flat, { token: { a: "x", b: [1, null, "y"] } }, ["x", "1", "y"]],
    ["nothing in a text instead of an object", nested, { login: "p" }, []],
  ])("finds %s", (_what, schema, config, expected) => {
    expect(secretsIn(schema, config)).toEqual(expected);
  });
});
