import { expect, test } from "@jest/globals";
import type { AuthDesign } from "../../src/design/auth.js";
import { Expression } from "../../src/design/expression.js";
import type { Project } from "../../src/design/project.js";
import type { SettingDesign } from "../../src/design/schema.js";
import { connectorFiles } from "../../src/write/connector/files.js";
import { design, stream } from "../designs.js";

const PROJECT: Project = { kind: "workspace", testRunner: "jest", versions: {} };

test("writes a path whose value has slashes without encoding it", () => {
  const path = ["v1/", new Expression("config.place")];
  const raw = connectorFiles(design("raw", [stream("items", { path, isPathRaw: true })]), PROJECT);
  expect(raw["src/streams/items.ts"]).toMatch(/path\(\) \{ return `v1\/\$\{this\.config\.place\}`; \}/);
  expect(raw["src/source.ts"]).not.toContain("path`");
  const encoded = connectorFiles(design("encoded", [stream("items", { path })]), PROJECT);
  expect(encoded["src/streams/items.ts"]).toContain("return path`v1/");
});

test("writes where the client of a token request goes, and scopes that are repeated", () => {
  const auth: AuthDesign = {
    ...{ kind: "client-credentials", url: "https://login.acme.example/token", clientIn: "header" },
    ...{ clientId: "a", clientSecret: "b", scopes: ["read", "write"] },
  };
  const files = connectorFiles(design("scoped", [stream("items")], { auth }), PROJECT);
  expect(files["src/source.ts"]).toContain('clientIn: "header"');
  expect(files["src/source.ts"]).toContain('parameters: { scopes: ["read","write"] }');
});

test("gives the text of a body another name where a helper is called so", () => {
  const named = (content: Expression) =>
    connectorFiles(design("texts", [stream("items", { method: "POST", body: { as: "text", content } })]), PROJECT)[
      "src/streams/items.ts"
    ];
  const helped = named(new Expression("text(config.since)", { helpers: ["text"] }));
  expect(helped).toContain("text as textBody");
  expect(helped).toContain("return textBody(text(this.config.since), ");
  expect(named(new Expression("config.since"))).toContain('return text(this.config.since, "text/plain")');
});

test("gives the fake's config the optional settings that streams are read for", () => {
  const values = new Expression('neededValues(config.board_ids, "board_ids")', { helpers: ["needed-values"] });
  const setting = (name: string): SettingDesign => ({
    ...{ name, title: name, description: "", isOptional: true },
    type: { is: "array", of: { is: "integer" } },
  });
  const cards = stream("cards", { slicing: { kind: "list", as: "board_id", values } });
  const settings = [setting("board_ids"), setting("colors")];
  const files = connectorFiles(design("boards", [cards], { settings }), PROJECT);
  expect(files["fake/index.ts"]).toContain("const config = { board_ids: [1], base_url: api.url }");
});

test("gives each record of the fake the values that its children are read for", () => {
  const text = { type: { is: "string" } } as const;
  const owner = { name: "owner", type: { is: "object", fields: [{ name: "login", ...text }] } } as const;
  const fields = [{ name: "id", ...text }, { name: "slug", ...text }, { name: "title", ...text }, owner];
  const boards = stream("boards", { fields, key: ["id"] });
  const slicing = { kind: "parent", stream: "boards", values: { slug: "slug", login: "owner.login" } } as const;
  const files = connectorFiles(design("nested", [boards, stream("cards", { slicing })]), PROJECT);
  const account = files["fake/account.ts"] ?? "";
  expect(account).toMatch(/slug: `slug \$\{index\}`/);
  expect(account).toMatch(/owner: \{ login: `login \$\{index\}` \}/);
  expect(account).toMatch(/title: index % 10 === 9 \? null : `/);
});
