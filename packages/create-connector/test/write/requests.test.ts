import { expect, test } from "@jest/globals";
import type { AuthDesign } from "../../src/design/auth.js";
import { Expression } from "../../src/design/expression.js";
import type { Project } from "../../src/design/project.js";
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
